namespace BakeWindow.Simulator.Cluster.Api;

internal enum Form
{
    Whole,
    Metadata,
    Table,
    Discovery,
}
