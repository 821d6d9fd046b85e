namespace ClinicaMV.Mail;

/// <summary>What a mail says, by what it is about.</summary>
public sealed class MailWriter(AppointmentMail appointments, CompanionMail companions, AccountMail accounts, RecordMail record)
{
    /// <inheritdoc cref="MailComposer.ComposeAsync"/>
    public async Task<MailContent> WriteAsync(OutgoingMail mail) => mail switch
    {
        { Companion: not null } => companions.Write(mail),
        { Appointment: not null } => appointments.Write(mail),
        { Kind: MailKind.RecordAnchored } => await record.WriteAsync(),
        _ => await accounts.WriteAsync(mail),
    };
}
