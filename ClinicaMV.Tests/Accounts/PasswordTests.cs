using System.Buffers.Binary;
using ClinicaMV.Accounts;
using ClinicaMV.Tests.Infrastructure;

namespace ClinicaMV.Tests.Accounts;

/// <summary>What can be chosen, and what not (TRUST S12).</summary>
public sealed class PasswordTests(SqliteClinic clinic) : IClassFixture<SqliteClinic>
{
    private static readonly string[] Words = ["tortuga", "lámpara", "río", "mañana", "siete", "puente", "violín", "cereza", "tren", "nube"];

    [Fact]
    public async Task The_three_thousand_most_common_are_refused_however_they_are_written()
    {
        var common = CommonPasswords.Read().Take(3000).ToList();
        Assert.Equal(3000, common.Distinct().Count());
        var taken = 0;
        foreach (var password in common)
            taken += await IsTakenAsync(password) || await IsTakenAsync(password.ToUpperInvariant()) ? 1 : 0;

        Assert.Equal(0, taken);
        Assert.All(CommonPasswords.Read().Where(p => p.Length >= 12), p => Assert.True(CommonPasswords.Contain(p.ToUpperInvariant())));
        Scoreboard.Record("S12", "the list", "the 3,000 most common passwords refused", $"{common.Count} tried, {taken} accepted");
    }

    [Fact]
    public async Task Fifty_passphrases_are_accepted_without_a_digit_or_a_sign()
    {
        var phrases = (from one in Words from other in Words where one != other select $"{one} {other} azul claro").Take(50).ToList();
        var accepted = 0;
        foreach (var phrase in phrases)
            accepted += await IsTakenAsync(phrase) ? 1 : 0;

        Assert.Equal((50, 50), (phrases.Count, accepted));
        Assert.True(await IsTakenAsync(string.Join(' ', Words.Concat(Words))[..64]));
        Assert.True(await IsTakenAsync("x4 ñandú — 汉字 🦜 y más cosas"));
        Scoreboard.Record("S12", "passphrases", "50 passphrases accepted, 64 characters and more allowed", $"{accepted} of {phrases.Count}");
    }

    [Fact]
    public async Task What_is_kept_of_a_password_is_salted_and_slow()
    {
        var (one, other) = (await KeptAsync(clinic.Ana), await KeptAsync(clinic.Carla));

        Assert.NotEqual(one, other);
        // The third form of Identity's hasher: PBKDF2 (1: SHA-256, 2: SHA-512), so many rounds, so many bytes of salt.
        Assert.Equal((1, 2u, 100_000u, 16u), (one[0], BinaryPrimitives.ReadUInt32BigEndian(one.AsSpan(1)), BinaryPrimitives.ReadUInt32BigEndian(one.AsSpan(5)), BinaryPrimitives.ReadUInt32BigEndian(one.AsSpan(9))));
    }

    private async Task<byte[]> KeptAsync(ClinicUser person)
    {
        await clinic.InAsync<Passwords>(passwords => passwords.SetAsync(person, "una misma frase larga"));
        return Convert.FromBase64String(person.PasswordHash!);
    }

    private Task<bool> IsTakenAsync(string password)
        => clinic.InAsync<Passwords, bool>(async passwords => (await passwords.FaultsOfAsync(clinic.Ana, password)).Count == 0);
}
