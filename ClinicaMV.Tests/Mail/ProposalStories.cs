using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Mail;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicaMV.Tests.Mail;

/// <summary>A specialist is asked by mail as long as somebody waits for the answer, whoever is withdrawn or named in the moment in which it goes out.</summary>
public abstract class ProposalStories : IAsyncLifetime
{
    private readonly TestClinic clinic;
    private readonly SmtpServer smtp = new();

    protected ProposalStories(TestClinic clinic)
    {
        this.clinic = clinic;
        clinic.SendsTo(smtp);
    }

    public Task InitializeAsync() => ((IAsyncLifetime)clinic).InitializeAsync();

    public async Task DisposeAsync()
    {
        await ((IAsyncLifetime)clinic).DisposeAsync();
        await smtp.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_withdrawn_before_it_goes_out_is_not_asked_for_and_who_is_named_then_is(bool isClaimed)
    {
        var appointment = await BookAsync();
        await ProposeAsync(appointment, "Marta");
        if (isClaimed)
            await SendClaimedAsync(() => WithdrawAsync(appointment, "Marta"));
        else
            await WithdrawAsync(appointment, "Marta");
        await clinic.SendAsync();
        Assert.Equal((0, MailState.Void), (Asked, await StateAsync(appointment)));

        await ProposeAsync(appointment, "Ivo");
        await clinic.SendAsync();

        Assert.Equal((1, MailState.Sent), (Asked, await StateAsync(appointment)));
    }

    [Fact]
    public async Task Who_is_named_while_it_is_on_its_way_for_somebody_withdrawn_is_asked_for()
    {
        var appointment = await BookAsync();
        await ProposeAsync(appointment, "Marta");

        await SendClaimedAsync(async () =>
        {
            await WithdrawAsync(appointment, "Marta");
            await ProposeAsync(appointment, "Ivo");
        });
        await clinic.SendAsync();

        Assert.Equal((1, MailState.Sent), (Asked, await StateAsync(appointment)));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Who_is_named_while_its_sender_decides_is_asked_for_whatever_that_decides(bool isWithdrawn, int times)
    {
        var appointment = await BookAsync();
        await ProposeAsync(appointment, "Marta");

        // The mail as the one who names somebody finds it is not what it is when that is saved.
        await ProposeAsync(appointment, "Ivo", async () =>
        {
            if (isWithdrawn)
                await WithdrawAsync(appointment, "Marta");
            await clinic.SendAsync();
            Assert.Equal(isWithdrawn ? MailState.Void : MailState.Sent, await StateAsync(appointment));
        });
        await clinic.SendAsync();

        Assert.Equal((times, MailState.Sent), (Asked, await StateAsync(appointment)));
    }

    [Fact]
    public async Task Who_has_the_old_one_in_their_hands_does_not_take_the_new_one_for_it()
    {
        var appointment = await BookAsync();
        await ProposeAsync(appointment, "Marta");

        await SendClaimedAsync(async () =>
        {
            await ProposeAsync(appointment, "Ivo");
            await using var scope = clinic.Services.CreateAsyncScope();
            Assert.True(await scope.ServiceProvider.GetRequiredService<MailBatch>().ClaimAsync(10));
        });

        Assert.Equal(MailState.Sending, await StateAsync(appointment));
        clinic.Clock.Advance(OutgoingMail.Lease + TimeSpan.FromSeconds(1));
        await clinic.SendAsync();
        Assert.Equal((1, MailState.Sent), (Asked, await StateAsync(appointment)));
    }

    private int Asked => smtp.Received.Count(m => MimeKit.MimeMessage.Load(new MemoryStream(m.Raw)).Subject!.StartsWith("Quieren venir acompañados", StringComparison.Ordinal));

    private async Task<MailState> StateAsync(Appointment appointment) => Assert.Single(await clinic.MailAboutAsync(appointment, MailKind.CompanionProposed)).State;

    private async Task<Appointment> BookAsync()
    {
        var appointment = await clinic.BookAsync(clinic.NewDay().AddDays(2));
        await clinic.SendAsync();
        return appointment;
    }

    private Task ProposeAsync(Appointment appointment, string name) => InAsync(appointment, async (services, current)
        => Assert.Null(await services.GetRequiredService<CompanionKeeper>().BringAsync(current, Of(name), Ana, default)));

    private Task ProposeAsync(Appointment appointment, string name, Func<Task> beforeSaving) => InAsync(appointment, async (services, current) =>
    {
        var db = services.GetRequiredService<ClinicDb>();
        db.Companions.Add(Companion.Propose(current, Of(name), 2, clinic.Now));
        await services.GetRequiredService<Outbox>().OweProposalAsync(current, default);
        await beforeSaving();
        await db.SaveLeavingTakenMailAsync(default);
    });

    private Task WithdrawAsync(Appointment appointment, string name) => InAsync(appointment, async (services, current) =>
    {
        var companion = await services.GetRequiredService<ClinicDb>().Companions.SingleAsync(c => c.AppointmentId == current.Id && c.Name == name);
        Assert.Null(await services.GetRequiredService<CompanionKeeper>().TakeAsync(CompanionStep.Remove, current, companion.PublicId, companion.LinkNumber, Ana, default));
    });

    private async Task InAsync(Appointment appointment, Func<IServiceProvider, Appointment, Task> does)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        await does(scope.ServiceProvider, await scope.ServiceProvider.GetRequiredService<ClinicDb>().Appointments.WithPeople().SingleAsync(a => a.Id == appointment.Id));
    }

    // What is due is claimed and written; something happens before it goes out.
    private async Task SendClaimedAsync(Func<Task> meanwhile)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var batch = scope.ServiceProvider.GetRequiredService<MailBatch>();
        Assert.True(await batch.ClaimAsync(10));
        await meanwhile();
        await batch.SendAsync(scope.ServiceProvider.GetRequiredService<MailSending>(), default);
        await batch.FinishAsync();
    }

    private Actor Ana => new(clinic.Ana.Id, Roles.Patient);

    private static CompanionDetails Of(string name) => new(name, Relationship.Relative, "es", $"{name}@example.test");
}

public sealed class ProposalStories_on_Sqlite() : ProposalStories(new SqliteClinic());

[Trait("Needs", "PostgreSql")]
public sealed class ProposalStories_on_PostgreSql() : ProposalStories(new PostgresClinic());
