using System.Collections.Concurrent;
using BakeWindow.Web.Configuration;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BakeWindow.Web.Access;

/// <summary>How many live pages each person has, here. A page beyond the limit is shown without a circuit; whoever opens one all the same loses it.</summary>
internal sealed class CircuitCount(Settings settings)
{
    private readonly ConcurrentDictionary<string, int> open = new(StringComparer.Ordinal);

    /// <summary>True when he may have one more. Where nobody signs in there is nobody to count.</summary>
    public bool HasRoom(Caller caller) => settings.SignIn is not { } signIn || open.GetValueOrDefault(caller.Name) < signIn.MostCircuits;

    /// <summary>Takes one; false when it is one too many.</summary>
    public bool Take(Caller caller) => open.AddOrUpdate(caller.Name, 1, (_, n) => n + 1) <= (settings.SignIn?.MostCircuits ?? int.MaxValue);

    /// <summary>Gives it back.</summary>
    public void Give(Caller caller) => open.AddOrUpdate(caller.Name, 0, (_, n) => Math.Max(0, n - 1));
}

/// <summary>Counts circuits, lets nobody have one who has not signed in, and notes when a person does something in one.</summary>
internal sealed class CircuitDoor(CircuitCount count, Visitor visitor, AccessBook book, Settings settings) : CircuitHandler
{
    private Caller? taken;

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var caller = visitor.Now;
        if (settings.SignIn is not null && caller.Kind is not CallerKind.Person)
        {
            throw new NotAllowedException("pages that draw themselves anew are for people who are signed in");
        }

        taken = caller;
        return count.Take(caller) ? Task.CompletedTask : throw new NotAllowedException($"{caller.Name} has too many pages open");
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref taken, null) is { } caller)
        {
            count.Give(caller);
        }

        return Task.CompletedTask;
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
    {
        if (taken?.Session is { } session)
        {
            book.Seen(session);
        }

        return next(context);
    };
}
