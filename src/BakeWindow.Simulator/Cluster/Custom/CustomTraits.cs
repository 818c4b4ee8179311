namespace BakeWindow.Simulator.Cluster.Custom;

/// <summary>What a CustomResourceDefinition says of one version of its kind.</summary>
internal sealed record CustomTraits(string Singular, string ListKind, StructuralSchema Schema, IReadOnlyList<PrinterColumn> Columns);
