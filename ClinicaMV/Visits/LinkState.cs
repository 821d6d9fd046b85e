namespace ClinicaMV.Visits;

/// <summary>What a companion's link is good for, now and in this browser. The texts are <c>Companion.Link.{name}</c>.</summary>
public enum LinkState
{
    /// <summary>One press, and it is spent.</summary>
    Ready,

    TooEarly,

    /// <summary>The visit is over or called off, or they are not to come.</summary>
    Over,

    /// <summary>It was pressed in another browser.</summary>
    Spent,

    /// <summary>It was pressed in this one.</summary>
    Mine,

    /// <summary>No link of ours, or one in whose place there is another.</summary>
    Unknown,
}
