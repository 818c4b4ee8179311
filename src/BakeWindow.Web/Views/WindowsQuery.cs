using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views;

/// <summary>Which windows are wanted, as an address says it. What can't be read is replaced by the usual and told.</summary>
public sealed record WindowsQuery
{
    /// <summary>What may be paid at most.</summary>
    public Price Max { get; init; } = new Price.Any();

    /// <summary>Not before this; null: from now on.</summary>
    public UrlTime? From { get; init; }

    /// <summary>Must have started by this; null: whenever.</summary>
    public UrlTime? To { get; init; }

    /// <summary>In which order.</summary>
    public WindowOrder Sort { get; init; }

    /// <summary>What was repaired, a sentence each.</summary>
    public IReadOnlyList<string> Repairs { get; init; } = [];

    /// <summary>What may be paid. All cases stand here.</summary>
    public abstract record Price
    {
        private Price()
        {
        }

        /// <summary>As it stands in an address; empty for any.</summary>
        public abstract string Text { get; }

        /// <summary>Whatever it costs within what policy pays for one maintenance.</summary>
        public sealed record Any : Price
        {
            /// <inheritdoc/>
            public override string Text => "";
        }

        /// <summary>What policy approves by itself.</summary>
        public sealed record Free : Price
        {
            /// <inheritdoc/>
            public override string Text => "free";
        }

        /// <summary>At most this share of the cycle's attestation budget, and no more blocks than count as free.</summary>
        public sealed record Share(double Most) : Price
        {
            /// <inheritdoc/>
            public override string Text => string.Create(CultureInfo.InvariantCulture, $"share:{Most}");
        }

        /// <summary>At most so many expected blocks.</summary>
        public sealed record Blocks(double Most) : Price
        {
            /// <inheritdoc/>
            public override string Text => string.Create(CultureInfo.InvariantCulture, $"blocks:{Most}");
        }
    }

    /// <summary>Reads an address's values.</summary>
    public static WindowsQuery Read(string? max, string? from, string? to, string? sort)
    {
        List<string> repairs = [];
        return new WindowsQuery
        {
            Max = PriceOf(max, repairs),
            From = TimeOf("from", from, "all from now on are shown", repairs),
            To = TimeOf("to", to, "all up to the end of what is known are shown", repairs),
            Sort = SortOf(sort, repairs),
            Repairs = repairs,
        };
    }

    /// <summary>True when a window may be paid; what one maintenance may spend at all is policy's, whatever is asked for.</summary>
    public bool Pays(MaintenanceWindow w, Policy policy) => w.Cost.BudgetShare <= policy.BudgetPerMaintenance && Max switch
    {
        Price.Free => w.ExpectedBlocks <= Math.Max(policy.ApprovedUpToBlocks, policy.AcceptedBlocks) && w.Cost.BudgetShare <= policy.ApprovedUpToBudget,
        Price.Share s => w.Cost.BudgetShare <= s.Most && w.ExpectedBlocks <= policy.AcceptedBlocks,
        Price.Blocks b => w.ExpectedBlocks <= b.Most + policy.AcceptedBlocks,
        _ => true,
    };

    /// <summary>True when a start at this time is wanted.</summary>
    public bool Wants(DateTimeOffset starts, ChainView chain, DateTimeOffset now) =>
        (From?.When(chain, now) is not { } from || starts >= from) && (To?.When(chain, now) is not { } to || starts <= to);

    private static Price PriceOf(string? text, List<string> repairs)
    {
        var said = (text ?? "").Trim();
        if (said.Length == 0)
        {
            return new Price.Any();
        }

        if (said == "free")
        {
            return new Price.Free();
        }

        var parts = said.Split(':', 2);
        if (parts.Length == 2 && double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var most) && double.IsFinite(most))
        {
            if (parts[0] == "share" && most <= 1)
            {
                return new Price.Share(most);
            }

            if (parts[0] == "blocks" && most <= 100)
            {
                return new Price.Blocks(most);
            }
        }

        repairs.Add($"max=\"{Shown(said)}\" is no price: write free, share:0.02 or blocks:0. Windows of any price are shown.");
        return new Price.Any();
    }

    private static UrlTime? TimeOf(string name, string? text, string instead, List<string> repairs)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (UrlTime.TryParse(text, out var time, out var error))
        {
            return time;
        }

        repairs.Add($"{name}: {error}; {instead}.");
        return null;
    }

    private static WindowOrder SortOf(string? text, List<string> repairs)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return WindowOrder.Earliest;
        }

        if (Enum.TryParse<WindowOrder>(text, ignoreCase: true, out var order) && Enum.IsDefined(order) && !int.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            return order;
        }

        repairs.Add($"sort=\"{Shown(text)}\" is no order: write earliest, cheapest or spare. The earliest come first.");
        return WindowOrder.Earliest;
    }

    internal static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

/// <summary>Which window comes first.</summary>
public enum WindowOrder
{
    /// <summary>The one that opens first.</summary>
    Earliest,

    /// <summary>The one that costs least.</summary>
    Cheapest,

    /// <summary>The one that leaves most time.</summary>
    Spare,
}
