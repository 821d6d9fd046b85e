using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ClinicaMV.Accounts;
using ClinicaMV.Appointments;
using ClinicaMV.People;
using ClinicaMV.Tests.Infrastructure;
using ClinicaMV.Visits;

namespace ClinicaMV.Tests.Visits;

public sealed partial class RoomNameTests
{
    private const string Prefix = "cita";
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly DateTime Close = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_hundred_thousand_names_are_plain_unique_and_uniform()
    {
        var names = Enumerable.Range(0, 100_000).Select(_ => Fresh().Sign(Prefix, Key)).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches(Plain(), name));
        // The reference part: 16 characters after the key's byte, each of 32 symbols equally often.
        var counts = names.SelectMany(n => n[(Prefix.Length + 3)..(Prefix.Length + 18)]).CountBy(c => c).ToDictionary();
        var expected = counts.Values.Sum() / 32.0;
        var chiSquare = counts.Values.Sum(c => (c - expected) * (c - expected) / expected);
        Assert.Equal(32, counts.Count);
        Assert.InRange(chiSquare, 5, 75); // 31 degrees of freedom: outside once in 100,000 runs.
        Scoreboard.Record("S04", "names", "100,000 room names: none twice, [a-z0-9-] alone, uniform", $"{names.Count - names.Distinct().Count()} collisions, χ² {chiSquare:F1} of 31 degrees of freedom");
    }

    [Fact]
    public void A_name_says_what_was_signed()
    {
        var room = Fresh();

        var read = RoomName.Verify(room.Sign(Prefix, Key), Prefix, KeyOf)!;

        Assert.Equal(room.RoomRef, read.RoomRef);
        Assert.Equal((room.KeyId, room.ExpiresMinute), (read.KeyId, read.ExpiresMinute));
        Assert.Equal(Close, read.ExpiresAt);
    }

    [Fact]
    public void Ten_thousand_names_with_one_bit_changed_are_all_refused()
    {
        var verified = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var name = Fresh().Sign(Prefix, Key);
            if (RoomName.Verify(WithOneBitChanged(name), Prefix, KeyOf) is not null)
                verified++;
        }

        Assert.Equal(0, verified);
        Scoreboard.Record("S04", "forgeries", "10,000 names with one bit changed: none verified", $"{verified} verified");
    }

    [Fact]
    public void Ten_thousand_moves_leave_ten_thousand_dead_rooms()
    {
        var (patient, specialist) = (ClinicUser.WithEmail("p@example.test", "P", "es"), ClinicUser.WithEmail("s@example.test", "S", "es"));
        var appointment = Appointment.Book(Patient.With(patient), Specialist.With(specialist, ""), new(Close, TimeSpan.FromMinutes(45), Modality.Video), Close);
        HashSet<string> rooms = [Convert.ToHexString(appointment.Visit.RoomRef)];

        for (var i = 1; i <= 10_000; i++)
        {
            appointment.Move(new(Close.AddMinutes(5 * i), TimeSpan.FromMinutes(45), Modality.Video), Close);
            rooms.Add(Convert.ToHexString(appointment.Visit.RoomRef));
        }

        Assert.Equal(10_001, rooms.Count);
        Scoreboard.Record("S04", "moves", "10,000 moves: the room is another one after each", $"{rooms.Count - 1:N0} changed");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("cita-")]
    [InlineData("cita-aaaa")]
    [InlineData("otra-aeaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Nonsense_is_no_room(string? name) => Assert.Null(RoomName.Verify(name, Prefix, KeyOf));

    [Fact]
    public void Upper_case_padding_and_another_key_are_refused()
    {
        var name = Fresh().Sign(Prefix, Key);

        Assert.Null(RoomName.Verify(name.ToUpperInvariant(), Prefix, KeyOf));
        Assert.Null(RoomName.Verify(name + "=", Prefix, KeyOf));
        Assert.Null(RoomName.Verify(name, Prefix, _ => RandomNumberGenerator.GetBytes(32)));
        Assert.Null(RoomName.Verify(name, Prefix, _ => null));
        Assert.NotNull(RoomName.Verify(name, Prefix, KeyOf));
    }

    [Fact]
    public void A_closing_time_within_a_minute_is_rounded_up_to_it()
        => Assert.Equal(Close.AddMinutes(1), RoomName.Until(Close.AddSeconds(1), new byte[RoomName.RefBytes], 1).ExpiresAt);

    private static RoomName Fresh() => RoomName.Until(Close, RandomNumberGenerator.GetBytes(RoomName.RefBytes), keyId: 1);

    private static byte[]? KeyOf(byte id) => id == 1 ? Key : null;

    private static string WithOneBitChanged(string name)
    {
        const string alphabet = "abcdefghijklmnopqrstuvwxyz234567";
        var at = RandomNumberGenerator.GetInt32(Prefix.Length + 1, name.Length);
        var changed = alphabet[alphabet.IndexOf(name[at]) ^ 1 << RandomNumberGenerator.GetInt32(5)];
        return name[..at] + changed + name[(at + 1)..];
    }

    [GeneratedRegex("^cita-[a-z2-7]{50}$")]
    private static partial Regex Plain();
}
