using System.Data.Common;
using System.Net;
using ClinicaMV.Accounts;
using ClinicaMV.Accounts.SecondSteps;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Tests.People;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ClinicaMV.Tests.Web;

/// <summary>What people see of a database server that is started again under them.</summary>
[Trait("Needs", "PostgreSql")]
public sealed class WaitsForDatabaseStories(FailingClinic clinic) : IClassFixture<FailingClinic>
{
    [Fact]
    public async Task Whoever_asks_while_the_database_is_away_gets_their_page_when_it_is_back()
    {
        var ana = await clinic.SignedInAsync(clinic.Ana);
        var delia = await clinic.SignedInAsync(clinic.Delia);
        var form = await BookingAsync(delia);
        var signIn = await clinic.Visitor().OpenAsync("/Identity/Account/Login");
        clinic.Faults.Refused = new();

        Task<Page> list, booked, signedIn;
        await using (await TestPostgres.TakeAwayAsync(clinic.DatabaseName))
        {
            list = ana.OpenAsync("/Appointments");
            booked = BookAsync(form, clinic.Now.AddDays(1));
            signedIn = signIn.SubmitAsync("Input.Password", ("Input.Email", clinic.Carla.Email!), ("Input.Password", TestClinic.Password));
            // Whichever of them it was that knocked in vain.
            await clinic.Faults.Refused.Task;
        }

        (await list).Is(HttpStatusCode.OK);
        (await booked).Is(HttpStatusCode.OK);
        (await signedIn).Is(HttpStatusCode.OK).IsAt("/Appointments");
        Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync(a => a.StartsAt == clinic.Now.AddDays(1))));
    }

    [Fact]
    public async Task What_may_have_been_kept_is_not_asked_a_second_time()
    {
        var form = await BookingAsync(await clinic.SignedInAsync(clinic.Delia));
        var startsAt = clinic.Now.AddDays(2);
        clinic.Faults.AfterCommit = true;

        var refused = (await BookAsync(form, startsAt)).Is(HttpStatusCode.ServiceUnavailable);

        Assert.Equal("5", refused.Response.Headers.RetryAfter?.ToString());
        Assert.False(clinic.Faults.AfterCommit);
        Assert.Equal(1, await clinic.InAsync<ClinicDb, int>(db => db.Appointments.CountAsync(a => a.StartsAt == startsAt)));
    }

    [Fact]
    public async Task A_code_that_is_spent_is_not_asked_for_again_and_nobody_is_said_to_have_typed_a_wrong_one()
    {
        var person = await clinic.AddAsync(Roles.Specialist);
        var app = await Authenticator.SetUpAsync(await clinic.SignedInAsync(person), clinic.Now);
        var step = (await clinic.Visitor().SignInAsync(person.Email!, TestClinic.Password)).IsAt("/Identity/Account/SecondStep");
        clinic.Faults.AfterSpending = true;

        (await step.SubmitAsync("Input.Code", ("Input.Code", app.RecoveryCodes[0]))).Is(HttpStatusCode.ServiceUnavailable);

        Assert.False(clinic.Faults.AfterSpending);
        Assert.Equal(RecoveryCodes.Count - 1, await clinic.InAsync<RecoveryCodes, int>(codes => codes.LeftAsync(person.Id, default)));
        Assert.Equal(0, await clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.CountAsync(e => e.ActorId == person.Id && e.Outcome == AuditOutcome.Denied)));
    }

    [Fact]
    public async Task Whoever_was_signed_out_meanwhile_is_not_taken_for_the_one_from_before()
    {
        var person = await clinic.InAsync<ClinicDb, ClinicUser>(db => db.Users.SingleAsync(u => u.Id == clinic.Elena.Id));
        var elena = await clinic.SignedInAsync(person);
        (await elena.OpenAsync("/Today")).Is(HttpStatusCode.OK);
        clinic.Faults.BeforeAppointments = () => clinic.InAsync<PeopleKeeper>(keeper => keeper.EndSessionsAsync(person.Id, new(clinic.Delia.Id, Roles.Administrator), default));

        var page = await elena.OpenAsync("/Today");

        Assert.Null(clinic.Faults.BeforeAppointments);
        page.IsAt("/Identity/Account/Login");
    }

    private async Task<Page> BookingAsync(Visitor delia)
        => (await delia.OpenAsync($"/Appointments/Book?PatientId={clinic.Ana.Id}&SpecialistId={clinic.Bruno.Id}")).Is(HttpStatusCode.OK);

    private Task<Page> BookAsync(Page form, DateTime startsAt) => form.SubmitAsync("Input.PatientId", ("Input.PatientId", clinic.Ana.Id), ("Input.SpecialistId", clinic.Bruno.Id),
        ("Input.Hour.Date", $"{startsAt:yyyy-MM-dd}"), ("Input.Hour.Time", $"{startsAt.AddHours(1):HH:mm}"), ("Input.Hour.Minutes", "45"));
}

/// <summary>A clinic whose database can be made to fail at a chosen step.</summary>
public sealed class FailingClinic : PostgresClinic
{
    internal DatabaseFaults Faults { get; } = new();

    public string DatabaseName => new NpgsqlConnectionStringBuilder(Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString).Database!;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.ConfigureDbContext<PostgresClinicDb>(
            options => options.AddInterceptors(new ConnectionFaults(Faults), new TransactionFaults(Faults), new CommandFaults(Faults))));
    }

    internal sealed class DatabaseFaults
    {
        /// <summary>Ends when a connection has been refused.</summary>
        public TaskCompletionSource? Refused { get; set; }

        /// <summary>The next commit reaches the server, and its answer never comes.</summary>
        public bool AfterCommit { get; set; }

        /// <summary>The connection is lost after the next recovery code has been spent.</summary>
        public bool AfterSpending { get; set; }

        /// <summary>Done once, before the connection is lost at the next question about appointments.</summary>
        public Func<Task>? BeforeAppointments { get; set; }

        public static NpgsqlException Lost() => new("The connection is lost.", new IOException());
    }

    private sealed class ConnectionFaults(DatabaseFaults faults) : DbConnectionInterceptor
    {
        public override Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancel = default)
        {
            faults.Refused?.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private sealed class TransactionFaults(DatabaseFaults faults) : DbTransactionInterceptor
    {
        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancel = default)
        {
            if (!faults.AfterCommit)
                return Task.CompletedTask;

            faults.AfterCommit = false;
            throw DatabaseFaults.Lost();
        }
    }

    private sealed class CommandFaults(DatabaseFaults faults) : DbCommandInterceptor
    {
        public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancel = default)
        {
            if (!faults.AfterSpending || !command.CommandText.Contains("DELETE FROM \"RecoveryCodes\""))
                return new(result);

            faults.AfterSpending = false;
            throw DatabaseFaults.Lost();
        }

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancel = default)
        {
            if (faults.BeforeAppointments is not { } first || !command.CommandText.Contains("FROM \"Appointments\""))
                return result;

            faults.BeforeAppointments = null;
            await first();
            throw DatabaseFaults.Lost();
        }
    }
}
