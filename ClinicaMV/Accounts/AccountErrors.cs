using ClinicaMV.Resources;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace ClinicaMV.Accounts;

/// <summary>The refusals of Identity that a person can meet here, in the reader's language.</summary>
public sealed class AccountErrors(IStringLocalizer<Text> text) : IdentityErrorDescriber
{
    public override IdentityError PasswordTooShort(int length) => Error(nameof(PasswordTooShort), length);

    public override IdentityError DuplicateEmail(string email) => Error(nameof(DuplicateEmail));

    public override IdentityError DuplicateUserName(string userName) => Error(nameof(DuplicateEmail));

    public override IdentityError InvalidEmail(string? email) => Error(nameof(InvalidEmail));

    public override IdentityError DefaultError() => Error(nameof(DefaultError));

    /// <summary>Among those that everybody thinks of first.</summary>
    public IdentityError PasswordTooCommon() => Error(nameof(PasswordTooCommon));

    /// <summary>Little more than the names of the clinic and of the person.</summary>
    public IdentityError PasswordGuessable() => Error(nameof(PasswordGuessable));

    private IdentityError Error(string code, params object[] arguments)
        => new() { Code = code, Description = text[$"Account.Error.{code}", arguments] };
}
