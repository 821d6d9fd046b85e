namespace ClinicaMV.Visits;

/// <summary>What a device check looks at.</summary>
public enum DevicePart
{
    Browser,
    Camera,
    Microphone,
    Connection,

    /// <summary>Asked last: only the person can say whether the sound was heard.</summary>
    Speaker,
}

/// <summary>What it has found of one part. The names are the codes in the database and on the form: never rename one.</summary>
public enum DeviceCode
{
    NotTried,
    Ok,

    /// <summary>The person or the browser does not allow it (<c>NotAllowedError</c>).</summary>
    Denied,

    /// <summary>There is none (<c>NotFoundError</c>).</summary>
    Missing,

    /// <summary>It is there and cannot be read, mostly because another program has it (<c>NotReadableError</c>).</summary>
    Taken,

    /// <summary>It is there and not of use (<c>OverconstrainedError</c>, and what has no name).</summary>
    Unsuitable,

    /// <summary>The microphone is open and nothing comes in.</summary>
    Silent,

    /// <summary>The person has not heard the sound.</summary>
    NotHeard,

    /// <summary>Our own server answers slowly.</summary>
    Slow,

    /// <summary>Our own server does not answer.</summary>
    Offline,

    /// <summary>Our server answers and the video server does not.</summary>
    Unreachable,

    /// <summary>The browser cannot do it.</summary>
    Unsupported,
}
