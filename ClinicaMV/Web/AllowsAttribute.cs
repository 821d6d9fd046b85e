namespace ClinicaMV.Web;

public enum Allowance
{
    Nothing,

    /// <summary>The video server's script and frame, with camera and microphone.</summary>
    VideoRoom,

    /// <summary>The demo server's own frame.</summary>
    DemoFrame,

    /// <summary>Camera and microphone for the page itself, and a question to the video server whether it is there.</summary>
    DeviceCheck,

    /// <summary>Keys of this device, to sign in with.</summary>
    Passkeys,

    /// <summary>A page that frames another of ours.</summary>
    OwnFrames,

    /// <summary>A mail as it was sent, with its inline styles and without any script.</summary>
    MailPreview,

    /// <summary>Hangfire's dashboard, whose charts set styles of their own.</summary>
    JobsDashboard,
}

/// <summary>What one endpoint may do beyond the rest.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AllowsAttribute(Allowance what) : Attribute
{
    public Allowance What { get; } = what;
}
