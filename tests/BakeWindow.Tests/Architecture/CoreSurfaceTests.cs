using System.Reflection;
using System.Runtime.CompilerServices;
using BakeWindow.Core.Chain;

namespace BakeWindow.Tests.Architecture;

/// <summary>What every public type of Core keeps to. Banned symbols stop a use inside a method; a type that only appears in a signature slips by them, so it is looked for here.</summary>
public sealed class CoreSurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] Foreign = ["System.Threading.", "System.IO.", "System.Net.", "Microsoft."];

    private static readonly Type[] Public = [.. typeof(Level).Assembly.GetExportedTypes()];

    [Fact]
    public void There_is_something_to_look_at() => Assert.True(Public.Length > 50, $"only {Public.Length} public types");

    [Fact]
    public void No_member_mentions_a_task_a_thread_a_stream_a_socket_or_somebody_elses_type() =>
        Assert.All(Public, type => Assert.All(Mentioned(type).SelectMany(Parts).Where(t => t.FullName is not null),
            mentioned => Assert.DoesNotContain(Foreign, f => mentioned.FullName!.StartsWith(f, StringComparison.Ordinal))));

    [Fact]
    public void Every_class_is_sealed_abstract_or_static() => Assert.All(Public, t => Assert.True(t is { IsClass: false } or { IsSealed: true } or { IsAbstract: true }));

    [Fact]
    public void No_property_can_be_set_after_the_making() => Assert.All(Public, t => Assert.DoesNotContain(t.GetProperties(Declared),
        p => p.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))));

    [Fact]
    public void No_field_is_public_and_changeable() =>
        Assert.All(Public.Where(t => !t.IsEnum), t => Assert.DoesNotContain(t.GetFields(Declared), f => f is { IsPublic: true, IsInitOnly: false, IsLiteral: false }));

    // An abstract record with a constructor that others can call could be extended from anywhere, and a switch over it would miss the stranger.
    [Fact]
    public void A_family_of_cases_is_closed() => Assert.All(Public.Where(t => t is { IsAbstract: true, IsSealed: false, IsClass: true }), type =>
    {
        Assert.All(type.GetConstructors(Declared), c => Assert.True(c.IsPrivate || (c.GetParameters() is [var self] && self.ParameterType == type), $"{type} has a constructor that is not private"));
        Assert.All(Public.Where(t => t.BaseType == type), t => Assert.Equal(type, t.DeclaringType));
    });

    private static IEnumerable<Type> Mentioned(Type type) =>
    [
        .. type.GetMethods(Declared).Where(m => m.IsPublic).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)),
        .. type.GetConstructors(Declared).Where(c => c.IsPublic).SelectMany(c => c.GetParameters().Select(p => p.ParameterType)),
        .. type.GetProperties(Declared).Select(p => p.PropertyType),
        .. type.GetFields(Declared).Where(f => f.IsPublic).Select(f => f.FieldType),
    ];

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!) : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];
}
