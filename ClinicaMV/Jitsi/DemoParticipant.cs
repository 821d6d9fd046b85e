namespace ClinicaMV.Jitsi;

/// <summary>What a token says of its bearer: a label for the others (the role), and whether they may end the conference.</summary>
public sealed record DemoParticipant(string Name, bool Moderator);
