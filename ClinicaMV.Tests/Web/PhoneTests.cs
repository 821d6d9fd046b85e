using ClinicaMV.Accounts;

namespace ClinicaMV.Tests.Web;

public sealed class PhoneTests
{
    [Theory]
    [InlineData("958 12 34 56", "958123456")]
    [InlineData("+34 958-12.34.56", "+34958123456")]
    [InlineData("958 12 34 56 / 600 11 22 33", "958123456")]
    [InlineData("+44 (0)20 7946 0000", "+442079460000")]
    [InlineData("(0)20 7946 0000", "02079460000")]
    [InlineData("(91) 555 12 34", "915551234")]
    [InlineData("(+34) 91.555.12.34", "+34915551234")]
    [InlineData("030/123 45 67", "0301234567")]
    public void However_a_number_is_written_one_can_be_dialled(string written, string dialled) => Assert.Equal(dialled, PhoneNumbers.ToDial(written));
}
