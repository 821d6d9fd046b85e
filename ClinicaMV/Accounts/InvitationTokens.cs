using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ClinicaMV.Accounts;

/// <summary>An invitation lives longer than a password reset; otherwise the two are the same.</summary>
public sealed class InvitationTokenOptions : DataProtectionTokenProviderOptions;

/// <inheritdoc cref="InvitationTokenOptions"/>
public sealed class InvitationTokens(
    IDataProtectionProvider protection, IOptions<InvitationTokenOptions> options, ILogger<DataProtectorTokenProvider<ClinicUser>> log)
    : DataProtectorTokenProvider<ClinicUser>(protection, options, log);
