namespace ClinicaMV.Tests.Mail;

/// <summary>What became of the bookings, and of the mail about them.</summary>
internal sealed record KillFigures
{
    public required int Kills { get; init; }

    /// <summary>Bookings whose answer the reception has seen.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>Of these, those that the database does not know.</summary>
    public required int Forgotten { get; init; }

    public required int Booked { get; init; }

    /// <summary>Booked without the two mails that say so or the four that remind.</summary>
    public required int WithoutMail { get; init; }

    /// <summary>Due, and never sent.</summary>
    public required int Lost { get; init; }

    /// <summary>Sent again, since the process died before it could say that it had sent them.</summary>
    public required int Doubled { get; init; }

    /// <summary>Of these, those of which not every copy is the same, byte for byte.</summary>
    public required int Different { get; init; }

    public override string ToString() => FormattableString.Invariant(
        $"{Kills} kills, {Booked:N0} booked ({Acknowledged:N0} of them confirmed): {Forgotten} forgotten, {WithoutMail} without their mail, {Lost} mails lost; {Doubled} sent again under the same Message-ID, {Different} of them not byte for byte");
}
