using ClinicaMV.Data;
using ClinicaMV.Visits;
using Microsoft.AspNetCore.Identity;

namespace ClinicaMV.Accounts;

/// <summary>
/// Somebody who can sign in. The user name is the e-mail address. The key is random, hence it may stand in a route and in
/// the record of access.
/// </summary>
/// <remarks>Not the package's <see cref="IdentityUser"/>, which makes up an id and a security stamp for everybody who is read from the database.</remarks>
public sealed class ClinicUser : IdentityUser<string>
{
    private ClinicUser()
    {
    }

    public string FullName { get; set; } = "";

    /// <summary>What friends call them, as far as a name tells.</summary>
    public string FirstName => FullName.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";

    /// <summary><c>es</c> or <c>en</c>: the language of the mail this person gets.</summary>
    public string Language { get; set; } = "es";

    /// <summary>IANA name of the zone whose hours this person's mail shows too; the clinic's own when there is none.</summary>
    public string? TimeZone { get; set; }

    public bool WantsReminders { get; set; } = true;

    /// <summary>Since when this person can no longer sign in, be booked or be given an appointment; the clinic can take it back.</summary>
    public DateTime? DisabledAt { get; private set; }

    public bool IsDisabled => DisabledAt is not null;

    /// <summary>Where the person wants to be written to, once they have shown that they read what is sent there.</summary>
    public string? NewEmail { get; private set; }

    /// <summary>The secret that the person's authenticator app has too (RFC 6238), encrypted.</summary>
    public string? AuthenticatorKey { get; private set; }

    /// <summary>The time step of the last code that was taken: neither it nor one before it is taken again.</summary>
    public long AuthenticatorStep { get; private set; }

    /// <summary>Wrong second steps since <see cref="SecondStepTriesFrom"/>.</summary>
    public int SecondStepTries { get; private set; }

    public DateTime? SecondStepTriesFrom { get; private set; }

    /// <summary>SHA-256 (hex) of the secret in the address of the person's calendar feed: the secret itself is shown once and not kept.</summary>
    public string? CalendarSecretHash { get; private set; }

    /// <summary>Whether a specialist wants the initials of patients in the titles of the feed.</summary>
    public bool CalendarShowsInitials { get; private set; }

    /// <summary>Since when this person wishes to be erased (RGPD art. 17); an administrator answers.</summary>
    public DateTime? ErasureAskedAt { get; private set; }

    /// <summary>Since when nothing here says who this was.</summary>
    public DateTime? ErasedAt { get; private set; }

    public void AskErasure(DateTime now) => (ErasureAskedAt, ConcurrencyStamp) = (ErasureAskedAt ?? now, PublicId.New());

    /// <summary>Whoever is about to erase the person, on a page from before, does not.</summary>
    public void WithdrawErasure() => (ErasureAskedAt, ConcurrencyStamp) = (null, PublicId.New());

    /// <summary>A pseudonym takes the place of everything that says who this is. There is no way back.</summary>
    public void Erase(DateTime now, ILookupNormalizer normalizer, EnteredRooms rooms)
    {
        MoveTo($"{Id}@erased.invalid", normalizer, rooms);
        FullName = $"P-{Id[..8]}";
        (PhoneNumber, PasswordHash, TimeZone, WantsReminders, ErasureAskedAt) = (null, null, null, false, null);
        DropAuthenticator(isStillAsked: false);
        Disable(now, rooms);
        ErasedAt = now;
    }

    /// <summary>From now on no sign-in, no room and no appointment; whatever session or code there is comes to its end.</summary>
    public void Disable(DateTime now, EnteredRooms rooms)
    {
        DisabledAt ??= now;
        EndSessions(rooms);
    }

    public void Enable()
    {
        DisabledAt = null;
        ConcurrencyStamp = PublicId.New();
    }

    /// <summary>Another address is another key to the account: who came in with the old one has to sign in again.</summary>
    /// <returns>The names of what is different now; never what it was or is.</returns>
    public IReadOnlyList<string> Change(PersonDetails to, ILookupNormalizer normalizer, EnteredRooms rooms)
    {
        List<string> changed = [];
        if (FullName != to.FullName)
            changed.Add("Name");
        if (Email != to.Email)
            changed.Add(nameof(Email));
        if (PhoneNumbers.ToDial(PhoneNumber ?? "") != PhoneNumbers.ToDial(to.Phone))
            changed.Add("Phone");
        if (Language != to.Language)
            changed.Add(nameof(Language));

        if (Email != to.Email)
            MoveTo(to.Email, normalizer, rooms);
        (FullName, Language) = (to.FullName, to.Language);
        BeRungAt(to.Phone);
        ConcurrencyStamp = PublicId.New();
        return changed;
    }

    /// <summary>However it is written: kept as it is dialled, and nothing where there is none.</summary>
    public void BeRungAt(string phone) => PhoneNumber = PhoneNumbers.ToDial(phone) is { Length: > 0 } number ? number : null;

    private void MoveTo(string email, ILookupNormalizer normalizer, EnteredRooms rooms)
    {
        (Email, UserName, EmailConfirmed, NewEmail) = (email, email, false, null);
        NormalizedEmail = normalizer.NormalizeEmail(email);
        NormalizedUserName = normalizer.NormalizeName(email);
        EndSessions(rooms);
    }

    /// <summary>Whoever sets it reads the person's mail, or is the person.</summary>
    public void TakePassword(string hash, EnteredRooms rooms)
    {
        (PasswordHash, EmailConfirmed) = (hash, true);
        EndSessions(rooms);
    }

    public void AskForAddress(string email) => NewEmail = email;

    /// <summary>The address that was asked for is the person's own, who reads mail there.</summary>
    public void TakeNewAddress(ILookupNormalizer normalizer, EnteredRooms rooms)
    {
        MoveTo(NewEmail!, normalizer, rooms);
        EmailConfirmed = true;
    }

    /// <summary>From now on signing in takes a second step with this authenticator; one that was there before counts no more.</summary>
    public void UseAuthenticator(string sealedKey, long step, EnteredRooms rooms)
    {
        (AuthenticatorKey, AuthenticatorStep) = (sealedKey, step);
        AskForSecondStep(rooms);
    }

    /// <param name="isStillAsked">Whether there is another second step.</param>
    public void DropAuthenticator(bool isStillAsked)
        => (AuthenticatorKey, TwoFactorEnabled, ConcurrencyStamp) = (null, isStillAsked, PublicId.New());

    /// <summary>Sessions that began without one end with it.</summary>
    public void AskForSecondStep(EnteredRooms rooms)
    {
        (TwoFactorEnabled, ConcurrencyStamp) = (true, PublicId.New());
        rooms.Renew();
    }

    /// <summary>Sessions, links and codes know the stamp they began with; rooms that were given out and the address of the calendar are closed.</summary>
    public void EndSessions(EnteredRooms rooms)
    {
        (SecurityStamp, ConcurrencyStamp) = (PublicId.New(), PublicId.New());
        CloseCalendar();
        rooms.Renew();
    }

    public void OpenCalendar(string secretHash) => CalendarSecretHash = secretHash;

    public void CloseCalendar() => CalendarSecretHash = null;

    public void ShowInitials(bool shows) => CalendarShowsInitials = shows;

    public static ClinicUser WithEmail(string email, string fullName, string language) => new()
    {
        Id = PublicId.New(),
        UserName = email,
        Email = email,
        FullName = fullName,
        Language = language,
        SecurityStamp = PublicId.New(),
    };
}
