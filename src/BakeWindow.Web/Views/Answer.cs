using System.Globalization;
using System.Text.RegularExpressions;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views;

/// <summary>
/// A verdict as sentences that are proofs: "no earlier than" and "at least" are bounds that the protocol enforces, "likely" is an estimate. <see cref="Text"/> is never longer than
/// <see cref="Longest"/> characters, and always names a level, a time and what comes next.
/// </summary>
/// <param name="Says">What holds, or until when it is open.</param>
/// <param name="Next">What to do, or what happens by itself.</param>
/// <param name="Basis">By which level and time it was decided.</param>
public sealed partial record Answer(string Says, string Next, string Basis)
{
    /// <summary>What is read at night on a phone has room for so much.</summary>
    public const int Longest = 240;

    private const int MostDetail = 130;

    /// <summary>All of it.</summary>
    public string Text => $"{Says} {Next} {Basis}";

    /// <summary>Puts a verdict into sentences.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="nameOf">What people call a baker.</param>
    public static Answer Of(Verdict verdict, Func<BakerAddress, string> nameOf)
    {
        var basis = verdict.Head is { } head ? $"Seen at level {Level(head.Level)}, {Time(verdict.At, verdict.At)}." : $"No level is known, {Time(verdict.At, verdict.At)}.";
        var answer = verdict switch
        {
            Verdict.Allowed yes => new Answer(Open(yes), NextOfYes(yes), basis),
            Verdict.Held => new Answer(Held(verdict, nameOf), NextOfNo(verdict), basis),
            _ => new Answer($"Can’t say: {Named(Detail(verdict), nameOf)}", NextOfUnknown(verdict.Reason), basis),
        };
        // What others wrote (a node's note, a freeze's reason) may be long; the next step must not be what is lost.
        var over = answer.Text.Length - Longest;
        return over <= 0 ? answer : answer with { Says = answer.Says[..Math.Max(20, answer.Says.Length - over - 1)] + "…" };
    }

    private static string Open(Verdict.Allowed yes) => yes.Reason switch
    {
        ReasonCode.NoDutyHere => $"Open. {(yes.Request.Node is { } node ? $"No protected workload runs on {node}" : "It is not protected, or has no pod")}; nothing of a baker is disturbed.",
        ReasonCode.BrokenGlass => $"Open against the gate until {Time(yes.BackBy, yes.At)}: somebody broke the glass. {Passed(yes)}",
        _ => $"Open at least until {Time(yes.BackBy - yes.Outage.Need, yes.At)} for a {Span(yes.Outage.Need)} outage. Window lasts at least {Span(yes.SafeFor ?? TimeSpan.Zero)}.",
    };

    private static string Passed(Verdict verdict) => verdict.Findings.LastOrDefault(f => !f.Passed) is { } no ? $"The gate itself says {no.Check}." : "";

    private static string NextOfYes(Verdict.Allowed yes) => yes.Reason switch
    {
        ReasonCode.NoDutyHere => "Start when you like; ask again after a minute, for pods move.",
        ReasonCode.BrokenGlass => "Rights may be missed: be done before it ends.",
        _ => $"All must be back by {Time(yes.BackBy, yes.At)}.",
    };

    private static string Held(Verdict v, Func<BakerAddress, string> nameOf) => (v.Reason, v.Right) switch
    {
        (ReasonCode.BakingRightAhead or ReasonCode.AttestationRightAhead, { } ahead) =>
            $"Held. {nameOf(ahead.Right.Baker)} {Does(ahead.Right)} level {Level(ahead.Right.Level)} (round {ahead.Right.Round}) no earlier than {Time(ahead.Earliest, v.At)}. {Span(v.Outage.Need)} do not fit before it.",
        (ReasonCode.RightNotSettled, { } ahead) => $"Held. {nameOf(ahead.Right.Baker)} {Does(ahead.Right)} level {Level(ahead.Right.Level)}; it counts two blocks later.",
        (ReasonCode.NonceRevelation, { } ahead) => $"Held. {nameOf(ahead.Right.Baker)} must reveal the nonce of level {Level(ahead.Right.Level)}; losing it costs that cycle’s attesting reward.",
        _ => $"Held. {Named(Upper(Detail(v)), nameOf)}",
    };

    private static string NextOfNo(Verdict v) => v.Reason switch
    {
        ReasonCode.TicketRequired => "Request a maintenance to get one.",
        ReasonCode.SignerUnhealthy or ReasonCode.NodeBehind or ReasonCode.SentriesUnwell or ReasonCode.FewPeers or ReasonCode.StorageUpgradePending
            or ReasonCode.ImageNotThere or ReasonCode.VolumeStays or ReasonCode.NoNodeTakesIt => "Mend it; it is asked again by itself, every block.",
        ReasonCode.SignerNotSettled => "It is asked again by itself, every block, and opens once that has passed.",
        ReasonCode.AnotherMaintenance => "It is asked again by itself when that ends.",
        ReasonCode.FloorNotOpen => "Ask again in a few seconds.",
        ReasonCode.SecondBaker => "Leave one of the two pods, then ask again.",
        _ when v.NextSafeAt is { } at => $"Next window {Time(at, v.At)}, at least {Span(v.SafeFor ?? TimeSpan.Zero)}.",
        _ when v.LargestGap is { } gap => $"No window of {Span(v.Outage.Need)} is known; the largest gap is {Span(gap)}. Ask for less, or pay a price.",
        _ => "No window is known; more rights come with the next cycle.",
    };

    private static string NextOfUnknown(ReasonCode reason) => reason switch
    {
        ReasonCode.SourcesDisagree => "Nothing starts until they agree; looking again every block.",
        ReasonCode.NodeUnknown => "Choose a node that is there.",
        ReasonCode.ClusterUnknown => "Nothing starts until it is seen; the floors stand as they are.",
        ReasonCode.RightsImplausible => "Nothing starts until rights are read that can be true; reading again by itself.",
        ReasonCode.ClockSkew => "Set the clock; looking again every block.",
        _ => "Nothing starts until it is known; looking again every block.",
    };

    // The gate's own words, which name addresses and full stamps; what it says of the next window is said here in its own place.
    private static string Detail(Verdict verdict)
    {
        var text = verdict.Message.StartsWith("Can't know: ", StringComparison.Ordinal) ? verdict.Message["Can't know: ".Length..] : verdict.Message;
        var cut = text.IndexOf(" Next window ", StringComparison.Ordinal) is >= 0 and var a ? a : text.IndexOf(" No window of ", StringComparison.Ordinal);
        text = (cut > 0 ? text[..cut] : text).TrimEnd('.', ' ');
        return text.Length <= MostDetail ? text + "." : text[..MostDetail] + "…";
    }

    internal static string Level(Level level) => level.Value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Time(DateTimeOffset at, DateTimeOffset now) => $"{Viewer.InUtc(at, now)} UTC";

    internal static string Span(TimeSpan span) => DurationText.Human(span);

    // A name is never changed, not even where it begins a sentence.
    private static string Upper(string text) => text.Length == 0 || text.StartsWith("tz", StringComparison.Ordinal) ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Named(string text, Func<BakerAddress, string> nameOf) =>
        Addresses().Replace(text, m => BakerAddress.TryParse(m.Value, out var baker, out _) ? nameOf(baker) : m.Value);

    [GeneratedRegex(@"\btz[1-4][1-9A-HJ-NP-Za-km-z]{33}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Addresses();

    private static string Does(HardRight right) => right.Kind is RightKind.Attestation ? "endorses" : "bakes";
}
