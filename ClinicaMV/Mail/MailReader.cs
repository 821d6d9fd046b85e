namespace ClinicaMV.Mail;

/// <summary>Whoever a mail is for: somebody with an account, or a companion, who has none.</summary>
public sealed record MailReader(string Name, string Address, string Language);
