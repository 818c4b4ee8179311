namespace BakeWindow.Simulator.Chain;

/// <summary>What a baker did and missed since the simulation began.</summary>
/// <param name="BlocksMade">Blocks of round 0 that it owned and baked.</param>
/// <param name="BlocksMissed">Blocks of round 0 that it owned, while it was down at its turn.</param>
/// <param name="BlocksLost">Blocks of round 0 that it owned and lost although it was up: by chance, a halt or a reorganisation.</param>
/// <param name="LevelsAttested">Levels that it attested.</param>
/// <param name="LevelsMissed">Levels that it should have attested, while it was down.</param>
/// <param name="MissedBlockLevels">The levels of the missed blocks, the first thousand.</param>
public sealed record AttendanceRecord(int BlocksMade, int BlocksMissed, int BlocksLost, int LevelsAttested, int LevelsMissed, IReadOnlyList<int> MissedBlockLevels)
{
    /// <summary>Nothing done, nothing missed.</summary>
    public static AttendanceRecord Nothing { get; } = new(0, 0, 0, 0, 0, []);
}
