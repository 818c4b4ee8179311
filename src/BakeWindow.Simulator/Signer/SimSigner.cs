using BakeWindow.Simulator.Rpc;

namespace BakeWindow.Simulator.Signer;

/// <summary>How a remote signer, behind its forwarder, answers.</summary>
public abstract record SignerState
{
    private SignerState()
    {
    }

    /// <summary>It has the keys and answers.</summary>
    public sealed record Ok : SignerState;

    /// <summary>It answers, but does not have the keys: a hardware key that is locked or away.</summary>
    public sealed record WithoutKey : SignerState;

    /// <summary>It answers 500 to everything about keys.</summary>
    public sealed record Refusing : SignerState;

    /// <summary>It does not serve: the forwarder answers 503, hangs or cuts.</summary>
    public sealed record Down(DownHow How) : SignerState;

    /// <summary>It serves for a while and is away for as long, in turns, as behind a tunnel that is rebuilt again and again.</summary>
    public sealed record Flapping(TimeSpan Each, DownHow How) : SignerState;
}

/// <summary>One remote signer.</summary>
/// <param name="name">Its name.</param>
/// <param name="time">The clock by which it flaps.</param>
public sealed class SimSignerUnit(string name, TimeProvider time)
{
    private volatile SignerState state = new SignerState.Ok();

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>How it is set to answer.</summary>
    public SignerState State
    {
        get => state;
        set => state = value;
    }

    /// <summary>How it answers now.</summary>
    public SignerState Now => State is SignerState.Flapping flapping
        ? time.GetUtcNow().Ticks / flapping.Each.Ticks % 2 == 0 ? new SignerState.Ok() : new SignerState.Down(flapping.How)
        : State;
}

/// <summary>
/// The remote signers of the watched baker behind one forwarder, which gives a request to the first that is up. Each hardware key can be so touchy that a probe shortly before a signature spoils
/// it, as on 2020-08-27.
/// </summary>
public sealed class SimSigner
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly List<DateTimeOffset> probes = [];
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);

    internal SimSigner(TimeProvider time, IReadOnlyList<string> names) => (this.time, Units) = (time, [.. names.Select(n => new SimSignerUnit(n, time))]);

    /// <summary>The signers behind the forwarder.</summary>
    public IReadOnlyList<SimSignerUnit> Units { get; }

    /// <summary>How all of them are set to answer; of several, the first is told.</summary>
    public SignerState State
    {
        get => Units[0].State;
        set
        {
            foreach (var unit in Units)
            {
                unit.State = value;
            }
        }
    }

    /// <summary>A signature fails that is wanted within so long after, or before, a probe; zero: none does.</summary>
    public TimeSpan Touchy { get; set; }

    /// <summary>When keys were asked for, in order; the last thousands.</summary>
    public IReadOnlyList<DateTimeOffset> Probes
    {
        get
        {
            lock (gate)
            {
                return [.. probes];
            }
        }
    }

    /// <summary>Which keys were ever asked for.</summary>
    public IReadOnlyCollection<string> KeysAsked
    {
        get
        {
            lock (gate)
            {
                return [.. keys];
            }
        }
    }

    /// <summary>How many requests were made that are none of a probe's, such as one for a signature.</summary>
    public int OtherRequests { get; internal set; }

    /// <summary>True when it could sign at a time.</summary>
    public bool CanSign(DateTimeOffset at)
    {
        if (!Units.Any(u => u.Now is SignerState.Ok))
        {
            return false;
        }

        lock (gate)
        {
            return Touchy <= TimeSpan.Zero || !probes.Exists(p => (p - at).Duration() <= Touchy);
        }
    }

    internal void Probed(string key)
    {
        lock (gate)
        {
            if (probes.Count >= 10_000)
            {
                probes.RemoveRange(0, 5_000);
            }

            probes.Add(time.GetUtcNow());
            keys.Add(key);
        }
    }

    /// <summary>The signer of a name; null: there is none.</summary>
    public SimSignerUnit? Find(string name) => Units.FirstOrDefault(u => u.Name == name);

    /// <summary>To whom the forwarder gives a request: it goes by checks of the port, so that a signer without a key is up to it.</summary>
    internal SimSignerUnit? Behind() => Units.FirstOrDefault(u => u.Now is SignerState.Ok) ?? Units.FirstOrDefault(u => u.Now is not SignerState.Down);
}
