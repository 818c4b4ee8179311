namespace BakeWindow.Simulation;

internal static class Program
{
    private static int Main() => 64;
}
