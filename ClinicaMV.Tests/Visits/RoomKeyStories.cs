using ClinicaMV.Appointments;
using ClinicaMV.Auditing;
using ClinicaMV.Data;
using ClinicaMV.Jitsi;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Tests.Visits;

/// <summary>New keys for the names of rooms, while visits are under way, on two instances that know each other only by the database.</summary>
public abstract class RoomKeyStories(TestClinic clinic)
{
    private readonly DateTime now = clinic.NewDay();

    [Fact]
    public async Task Ten_rotations_change_no_room_in_use_on_either_instance()
    {
        List<Appointment> visits = [];
        for (var i = 0; i < 10; i++)
            visits.Add(await clinic.BookAsync(now.AddHours(1 + (2 * i)), specialist: i % 2 == 0 ? clinic.Bruno : clinic.Elena));
        SignedRooms[] instances = [NewInstance(), NewInstance()];
        var changed = 0;
        for (var i = 0; i < visits.Count; i++)
        {
            clinic.Clock.SetUtcNow(new(visits[i].StartsAt.AddMinutes(-30), TimeSpan.Zero));
            var name = (await instances[i % 2].SignAsync(visits[i], default)).Text;
            for (var minute = 0; minute < 90; minute += 15)
            {
                if (minute == 30)
                    await RotateAsync();
                clinic.Clock.Advance(TimeSpan.FromMinutes(15));
                foreach (var instance in instances)
                    changed += (await instance.SignAsync(visits[i], default)).Text == name && (await instance.ReadAsync(name, default))?.Text == name ? 0 : 1;
            }
        }

        Assert.Equal(0, changed);
        Assert.Equal(10, await clinic.InAsync<ClinicDb, int>(db => db.AuditEvents.CountAsync(e => e.Kind == AuditKind.RoomKeyAdded && e.At >= now)));
        Scoreboard.Record("keys", clinic.GetType().Name, "ten rotations during running visits, two instances: no room in use changes", $"{changed} changed");
    }

    [Fact]
    public async Task A_new_key_signs_what_opens_after_every_window_that_may_be_open_now_and_both_instances_know_it_by_then()
    {
        SignedRooms[] instances = [NewInstance(), NewInstance()];
        var (before, after) = (await clinic.BookAsync(now.AddHours(6)), await clinic.BookAsync(now.AddDays(1)));
        var old = (await instances[0].SignAsync(after, default)).Name.KeyId;

        var key = await RotateAsync();
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(now + JoinWindow.Longest, key.UsedFrom);
        foreach (var instance in instances)
        {
            Assert.Equal(old, (await instance.SignAsync(before, default)).Name.KeyId);
            Assert.Equal(key.Id, (await instance.SignAsync(after, default)).Name.KeyId);
        }
    }

    [Fact]
    public async Task A_key_goes_when_nothing_can_use_it_any_more_and_not_before()
    {
        var visit = await clinic.BookAsync(now.AddHours(5));
        var rooms = NewInstance();
        var old = await rooms.SignAsync(visit, default);
        var next = await RotateAsync();

        clinic.Clock.SetUtcNow(new(next.UsedFrom + JoinWindow.Longest + TimeSpan.FromHours(23), TimeSpan.Zero));
        await clinic.InAsync<RoomKeyRotation>(job => job.RetireAsync(default));
        Assert.NotNull(await rooms.ReadAsync(old.Text, default));

        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await clinic.InAsync<RoomKeyRotation>(job => job.RetireAsync(default));
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await rooms.ReadAsync(old.Text, default));
        Assert.Equal([next.Id], await clinic.InAsync<ClinicDb, List<byte>>(db => db.RoomKeys.Select(k => k.Id).ToListAsync()));
    }

    [Fact]
    public async Task The_number_of_a_key_comes_round_and_is_never_one_that_is_still_there()
    {
        HashSet<byte> last = [];
        for (var i = 0; i < 300; i++)
        {
            clinic.Clock.Advance(TimeSpan.FromHours(7));
            var key = await RotateAsync();
            var there = await clinic.InAsync<ClinicDb, List<byte>>(db => db.RoomKeys.OrderBy(k => k.UsedFrom).Select(k => k.Id).ToListAsync());
            Assert.Equal(key.Id, there[^1]);
            Assert.DoesNotContain(key.Id, last);
            Assert.InRange(there.Count, 1, 10);
            last = [.. there];
        }
    }

    [Fact]
    public async Task Several_who_rotate_at_once_add_a_key_each()
    {
        await RotateAsync();

        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RotateAsync()));

        Assert.Equal(8, added.Select(k => k.Id).Distinct().Count());
    }

    private Task<RoomKey> RotateAsync() => clinic.InAsync<RoomKeyRotation, RoomKey>(rotation => rotation.RotateAsync(default));

    private SignedRooms NewInstance()
    {
        var services = clinic.Services;
        var keys = new RoomKeys(services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<IDataProtectionProvider>(), clinic.Clock);
        return new(keys, services.GetRequiredService<IOptions<JitsiOptions>>());
    }
}

public sealed class RoomKeyStories_on_Sqlite(SqliteClinic clinic) : RoomKeyStories(clinic), IClassFixture<SqliteClinic>;

[Trait("Needs", "PostgreSql")]
public sealed class RoomKeyStories_on_PostgreSql(PostgresClinic clinic) : RoomKeyStories(clinic), IClassFixture<PostgresClinic>;
