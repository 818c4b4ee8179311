using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace BakeWindow.Tests.Storage;

/// <summary>Runs a theory on every database.</summary>
internal sealed class EveryProviderAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new(Enum.GetValues<Provider>().Select(ITheoryDataRow (provider) => new TheoryDataRow(provider)).ToList());

    public override bool SupportsDiscoveryEnumeration() => true;
}
