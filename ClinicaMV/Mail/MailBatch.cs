using System.Threading.Channels;
using ClinicaMV.Data;
using ClinicaMV.Operating;
using MimeKit;

namespace ClinicaMV.Mail;

/// <summary>
/// Some mails on their way: claimed together, written, sent, and recorded as the answers come in. Each is a short write;
/// none is held while the server talks. What a worker that died had claimed comes up again when that is known, or its lease has run out.
/// </summary>
public sealed partial class MailBatch(ClinicDb db, MailComposer composer, MailTruth truth, PortalRole role, TimeProvider clock, ILogger<MailBatch> log)
{
    /// <summary>So much of what a killed process had heard goes out a second time.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    // Of a message, in bytes: what holds one need not grow meanwhile.
    private const int UsualSize = 16 * 1024;

    private List<OutgoingMail> mails = [];
    private Task recording = Task.CompletedTask;

    /// <summary>Short, and not to be stopped half-way: nobody would know what was claimed.</summary>
    /// <returns>Whether anything was due.</returns>
    public async Task<bool> ClaimAsync(int most)
    {
        mails = await db.ClaimMailAsync(Instances.NameOf(role), most, Now, Now + OutgoingMail.Lease, CancellationToken.None);
        if (mails.Count > 0)
            await PrepareAsync();
        return mails.Count > 0;
    }

    /// <returns>Whether the server could be reached.</returns>
    public async Task<bool> SendAsync(MailSending sending, CancellationToken stopping)
    {
        var answers = Channel.CreateUnbounded<MailAnswer>(new() { SingleReader = true });
        var sent = sending.SendAsync([.. mails.Where(m => m.IsOwed)], answers.Writer, stopping);
        recording = RecordAsync(answers.Reader, sent);
        try
        {
            return await sent;
        }
        finally
        {
            answers.Writer.Complete();
        }
    }

    /// <summary>Ends when the last answer has been saved.</summary>
    public Task FinishAsync() => recording;

    /// <summary>Gives back what was claimed and has not been sent.</summary>
    public Task ReleaseAsync()
    {
        foreach (var mail in mails.Where(m => m.IsOwed))
            mail.Release(Now);
        return SaveAsync();
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task PrepareAsync()
    {
        await truth.LoadAsync(mails);
        var written = new List<OutgoingMail>();
        foreach (var mail in mails)
        {
            if (truth.IsLost(mail))
                mail.MarkVoid();
            else if (mail.NotAfter < Now)
                mail.MarkDead("TooLate");
            else if ((mail.Message is null || mail.IsFrozenForAnother(mail.Reader.Address)) && await WriteAsync(mail))
                written.Add(mail);
        }

        await PatientlyAsync(() => db.FreezeAsync(written));
        if (mails.Exists(m => !m.IsOwed))
            await SaveAsync();
    }

    /// <returns>Whether it could be written.</returns>
    private async Task<bool> WriteAsync(OutgoingMail mail)
    {
        try
        {
            using var bytes = new MemoryStream(UsualSize);
            using var message = await composer.ComposeAsync(mail);
            // Whatever server it meets, and whenever: these bytes need no other encoding.
            message.Prepare(EncodingConstraint.SevenBit);
            message.WriteTo(bytes);
            mail.Freeze(bytes.ToArray());
            return true;
        }
        // A database that fails is not the mail's fault: its lease runs out and it comes up again.
        catch (Exception e) when (!e.IsOfDatabase())
        {
            LogDead(mail.Id, mail.Kind, e.GetType().Name);
            mail.MarkDead(e.GetType().Name);
            return false;
        }
    }

    // A save costs more than an answer: they gather for a moment, and are saved together.
    private async Task RecordAsync(ChannelReader<MailAnswer> answers, Task sending)
    {
        while (await answers.WaitToReadAsync())
        {
            await Task.WhenAny(sending, Task.Delay(Gathering));
            var (accepted, isAnyOther) = (new List<OutgoingMail>(), false);
            while (answers.TryRead(out var answer))
            {
                if (answer.Failure is not null)
                    LogFailed(answer.Mail.Id, answer.Mail.Kind, answer.Mail.Attempts, answer.Error!);
                if (answer.Fate == MailFate.Accepted)
                {
                    accepted.Add(answer.Mail);
                    continue;
                }

                answer.MarkAt(Now);
                isAnyOther = true;
            }

            await PatientlyAsync(() => db.MarkSentAsync(accepted, Now));
            if (isAnyOther)
                await SaveAsync();
        }
    }

    // Somebody else may have claimed one since, or it is void: theirs to tell.
    private Task SaveAsync() => PatientlyAsync(() => db.SaveLeavingTakenMailAsync(CancellationToken.None));

    // What the server has taken has to be known: a database that is busy is asked again.
    private async Task PatientlyAsync(Func<Task> write, int patience = 10)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (patience > 0 && e.IsOfDatabase())
        {
            LogUnsaved(e.GetType().Name, patience);
            await Task.Delay(TimeSpan.FromSeconds(1));
            await PatientlyAsync(write, patience - 1);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {MailId} ({Kind}) was not accepted at attempt {Attempt}: {Error}")]
    private partial void LogFailed(long mailId, MailKind kind, int attempt, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What has become of a batch of mail could not be saved: {Error}; {Patience} more attempts")]
    private partial void LogUnsaved(string error, int patience);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {MailId} ({Kind}) cannot be written: {Error}")]
    private partial void LogDead(long mailId, MailKind kind, string error);
}
