namespace BakeWindow.Core.Recovery;

/// <summary>What a person can do, by what is down. Never a second baker for the same key: that is slashed.</summary>
internal static class RiskAdvice
{
    public static IReadOnlyList<string> Of(IReadOnlyList<Fault> faults)
    {
        var advice = new List<string>();
        foreach (var fault in faults)
        {
            switch (fault.Kind)
            {
                case FaultKind.Machine:
                    Add($"Bring {fault.Subject} back (console, power, provider); where it stays away, delete its Node object once it is certainly off, so that its pods and volumes may move.");
                    break;
                case FaultKind.Pods when faults.All(f => f.Kind is not FaultKind.Machine):
                    Add($"Look why {fault.Subject} is not ready: kubectl describe its pods, the logs of init containers and of the last crash.");
                    break;
                case FaultKind.TezosNode when faults.All(f => f.Kind is not (FaultKind.Machine or FaultKind.Pods)):
                    Add("Look at the Tezos node: peers, disk, its log; a restart helps one that is stuck.");
                    break;
                case FaultKind.Signer:
                    Add("Look at the path to the key from the signer's end: is it on and unlocked, does the tunnel stand, does the forwarder still hold the port of a dead one?");
                    break;
                default:
                    break;
            }
        }

        Add("Start no second baker for this key, whatever happens: two that sign are slashed.");
        return advice;

        void Add(string line)
        {
            if (!advice.Contains(line))
            {
                advice.Add(line);
            }
        }
    }
}
