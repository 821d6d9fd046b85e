namespace ClinicaMV.Mail;

/// <summary>The server had the whole message, and its answer was lost.</summary>
public sealed class AnswerUnheardException(Exception cause) : Exception("The server's answer was not heard.", cause);
