namespace BakeWindow.Simulator.Cluster.Access;

/// <summary>Who asks.</summary>
internal sealed record Caller(string User, IReadOnlyList<string> Groups)
{
    public static readonly Caller Anonymous = new("system:anonymous", ["system:unauthenticated"]);

    public static readonly Caller Admin = new("kubernetes-admin", ["system:masters", "system:authenticated"]);

    public static Caller ServiceAccount(string ns, string name) => new(
        $"system:serviceaccount:{ns}:{name}",
        ["system:serviceaccounts", $"system:serviceaccounts:{ns}", "system:authenticated"]);
}
