using System.Text.Json.Serialization;

namespace BakeWindow.Core.Maintenance;

/// <summary>How a maintenance goes on once its marks are off. All cases stand here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ending")]
[JsonDerivedType(typeof(Ending.Complete), "Complete")]
[JsonDerivedType(typeof(Ending.Defer), "Defer")]
[JsonDerivedType(typeof(Ending.RollBack), "RollBack")]
[JsonDerivedType(typeof(Ending.Cancel), "Cancel")]
[JsonDerivedType(typeof(Ending.Fail), "Fail")]
public abstract record Ending
{
    private Ending()
    {
    }

    /// <summary>It did what it should.</summary>
    public sealed record Complete : Ending;

    /// <summary>Try again later.</summary>
    public sealed record Defer(string Reason, string Why) : Ending;

    /// <summary>Give up; nothing was broken.</summary>
    public sealed record RollBack(string Why) : Ending
    {
        /// <summary>Why, as one of <see cref="EndCode"/>; null in rows of an older version.</summary>
        public string? Code { get; init; }
    }

    /// <summary>A person called it off.</summary>
    public sealed record Cancel(string By, string Why) : Ending;

    /// <summary>Something is not as it should be.</summary>
    public sealed record Fail(string Why) : Ending
    {
        /// <summary>Why, as one of <see cref="EndCode"/>; null in rows of an older version.</summary>
        public string? Code { get; init; }
    }
}
