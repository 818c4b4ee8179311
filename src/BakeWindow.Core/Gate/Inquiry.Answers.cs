using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Gate;

/// <content>Putting an answer into words, figures and the next time at which it may be another.</content>
internal sealed partial class Inquiry
{
    private const int MostWords = 80;

    // The levels are closed already (a right before is not settled), or what closes them comes before the work would be done.
    private Verdict.Held Closed(ExclusionWindow exclusion)
    {
        var head = world.Chain!.Head.Level;
        var clock = outlook!.Clock;
        var need = DurationText.Human(outage.Need);
        var next = NextWindow() is var (w, _) ? $" Next window {Utc(w.Start)} for {DurationText.Human(w.Duration)}." : $" No window of {need} is known up to level {outlook.Horizon.Last}.";
        switch (exclusion)
        {
            case { Cause: ExclusionCause.HardRight, Right: { } right } when right.Level <= head:
                return Held(ReasonCode.RightNotSettled, $"{right.Baker} {Verb(right)} level {right.Level}; it is not settled before level {exclusion.To}.{next}", Ahead(right));
            case { Cause: ExclusionCause.HardRight, Right: { } right }:
                return Held(right.Kind is RightKind.Attestation ? ReasonCode.AttestationRightAhead : ReasonCode.BakingRightAhead,
                    $"{right.Baker} {Verb(right)} level {right.Level} (round {right.Round}) no earlier than {Utc(clock.Earliest(right.Level, right.Round))}; a {need} outage does not fit.{next}",
                    Ahead(right));
            case { Cause: ExclusionCause.NonceRevelation, Right: { } right }:
                return Held(ReasonCode.NonceRevelation, $"{right.Baker} must reveal the nonce of level {right.Level} between level {exclusion.From} and {exclusion.To}.{next}",
                    new RightAhead(right, clock.Earliest(Level.Max(exclusion.From, head)), clock.Expected(Level.Max(exclusion.From, head))));
            case { Cause: ExclusionCause.ProtocolActivation }:
                return Held(ReasonCode.ProtocolActivation, $"a protocol activation is near; levels {exclusion.From} to {(exclusion.To.Value == int.MaxValue ? "the activation and beyond" : exclusion.To.ToString())} are closed.{next}");
            default:
                return Held(ReasonCode.HorizonTooNear, $"rights are known up to level {outlook.Horizon.Last} only; {need} do not fit before that.{next}");
        }
    }

    // The next window that the need fits, in hours and out of freezes as policy has it.
    private (TimeRange Span, MissCost Cost)? NextWindow(Level? notBefore = null)
    {
        var (head, clock) = (world.Chain!.Head, outlook!.Clock);
        foreach (var gap in outlook.Gaps)
        {
            if (outage.Need > gap.Guaranteed || gap.From < notBefore)
            {
                continue;
            }

            // The window that is open now counts only if the need still fits into what is left of it.
            var opens = clock.Earliest(gap.From);
            var from = gap.From == head.Level && now > opens ? now : opens;
            var closes = clock.Earliest(gap.To);
            if (from + outage.Need <= closes && Convenient.Start(world.Policy, new TimeRange(from, closes), outage.Need, request.Node) is { } start)
            {
                return (new TimeRange(start, closes), outlook.Cost(gap.From, outage.Need));
            }
        }

        return null;
    }

    private string Sources(string what) => world.Sources.Count == 0 ? what : $"{what} ({string.Join("; ", world.Sources.Select(s => $"{s.Name}: {(s.Note.Length == 0 ? s.State.ToString() : s.Note)}"))})";

    private RightAhead Ahead(HardRight right)
    {
        var clock = outlook!.Clock;
        var head = world.Chain!.Head;
        return right.Level < head.Level
            ? new(right, head.Timestamp, head.Timestamp)
            : new(right, clock.Earliest(right.Level, right.Level == head.Level ? 0 : right.Round), clock.Expected(right.Level, right.Level == head.Level ? 0 : right.Round));
    }

    private RightAhead? NextRight()
    {
        if (outlook is null || world.Chain is not { } chain)
        {
            return null;
        }

        var next = outlook.HardRights.FirstOrDefault(r => r.Level > chain.Head.Level);
        return next is null ? null : Ahead(next);
    }

    private Verdict.Allowed Allow(ReasonCode reason, string message, DateTimeOffset backBy, DateTimeOffset validUntil, MissCost? cost) => new(backBy, TicketFor(backBy))
    {
        Request = request,
        At = now,
        Reason = reason,
        Message = message,
        Outage = outage,
        Findings = findings,
        Head = world.Chain?.Head,
        Right = NextRight(),
        NextSafeAt = now,
        SafeFor = cost is null ? null : backBy - now,
        LargestGap = LargestGap,
        Cost = cost ?? MissCost.None,
        ValidUntil = validUntil,
    };

    // A workload's name is no node's name, so that such a ticket reboots nothing.
    private Ticket? TicketFor(DateTimeOffset backBy) => request.Maintenance is { } maintenance && (node?.Name ?? request.Workload?.ToString()) is { } on
        ? new Ticket(maintenance, on, node?.Uid ?? "", node?.BootId ?? "", outage.Need, world.Chain?.Head.Level ?? new Level(0), world.Chain?.Head.Hash ?? "",
            backBy == DateTimeOffset.MaxValue ? now + TimeSpan.FromHours(1) : backBy - outage.Need, backBy == DateTimeOffset.MaxValue ? now + TimeSpan.FromHours(1) + outage.Need : backBy)
        : null;

    private Verdict.Held Held(ReasonCode reason, string message, RightAhead? right = null, Level? notBefore = null)
    {
        findings.Add(new(reason.Kebab(), Passed: false, message));
        findings.AddRange(Overheld());
        var next = outlook is null ? null : NextWindow(notBefore);
        var head = world.Chain?.Head;
        return new Verdict.Held
        {
            Request = request,
            At = now,
            Reason = reason,
            Message = message,
            Outage = outage,
            Findings = findings,
            Head = head,
            Right = right ?? NextRight(),
            NextSafeAt = next?.Span.Start,
            SafeFor = next?.Span.Duration,
            LargestGap = LargestGap,
            Cost = next?.Cost,
            ValidUntil = now + (world.Chain?.Constants.MinimalBlockDelay ?? TimeSpan.FromSeconds(10)),
        };
    }

    private Verdict.CannotKnow CannotKnow(ReasonCode reason, string message)
    {
        findings.Add(new(reason.Kebab(), Passed: false, message));
        findings.AddRange(Overheld());
        return new Verdict.CannotKnow
        {
            Request = request,
            At = now,
            Reason = reason,
            Message = $"Can't know: {message}.",
            Outage = outage,
            Findings = findings,
            Head = world.Chain?.Head,
            ValidUntil = now + TimeSpan.FromSeconds(10),
        };
    }

    private TimeSpan? LargestGap => outlook is { LargestGap: { } largest } ? outlook.Gaps[largest].Guaranteed : null;

    // What people wrote is theirs; a sentence that is read at night must stay one.
    private static string Shortened(string text) => text.Length <= MostWords ? text : text[..MostWords] + "…";

    private static string Verb(HardRight right) => right.Kind is RightKind.Attestation ? "endorses" : "bakes";

    private static string Utc(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
