using System.Text;
using ClinicaMV.People;

namespace ClinicaMV.Tests.People;

public sealed class PatientFileTests
{
    private static readonly PatientFile File = new("es");

    [Theory]
    [InlineData("nombre,correo,teléfono,idioma\nHugo Nuño,hugo@example.test,+34 600 11 22 33,en\n")]
    [InlineData("Name;E-mail;Phone;Language\r\nHugo Nuño;hugo@example.test;+34 600 11 22 33;English\r\n")]
    [InlineData("\ufeffCORREO;Nombre y apellidos;Idioma;Telefono\n\"hugo@example.test\";\"Hugo Nuño\";inglés; +34 600 11 22 33 ")]
    public void Both_separators_both_languages_and_any_order_are_read(string text)
    {
        var report = Read(text);

        Assert.Equal([new ImportLine(2, "Hugo Nuño", "hugo@example.test", "+34 600 11 22 33", "en")], report.Good);
        Assert.Empty(report.Bad);
    }

    [Theory]
    [InlineData(",a@example.test", ImportFault.MissingName)]
    [InlineData("Ana", ImportFault.MissingEmail)]
    [InlineData("Ana,", ImportFault.MissingEmail)]
    [InlineData("Ana,no-arroba", ImportFault.BadAddress)]
    [InlineData("Ana,Ana <a@example.test>", ImportFault.BadAddress)]
    [InlineData("Ana,a@example.test,abc", ImportFault.BadPhone)]
    [InlineData("Ana,a@example.test,600,klingon", ImportFault.UnknownLanguage)]
    [InlineData("Ana\u0007,a@example.test", ImportFault.ControlCharacters)]
    [InlineData("Ana\u202e,a@example.test", ImportFault.ControlCharacters)]
    [InlineData("\u3164,a@example.test", ImportFault.ControlCharacters)]
    [InlineData("\u200d,a@example.test", ImportFault.ControlCharacters)]
    [InlineData("\u2800\u2800,a@example.test", ImportFault.ControlCharacters)]
    [InlineData("\"=HYPERLINK(\"\"http://x\"\")\",a@example.test", ImportFault.Formula)]
    [InlineData("+Ana,a@example.test", ImportFault.Formula)]
    [InlineData("-Ana,a@example.test", ImportFault.Formula)]
    [InlineData("@Ana,a@example.test", ImportFault.Formula)]
    [InlineData("\tAna,a@example.test", ImportFault.Formula)]
    [InlineData(" =1+1,a@example.test", ImportFault.Formula)]
    [InlineData("Ana,a@example.test,+34+600", ImportFault.Formula)]
    [InlineData("Ana,a@example.test,=1", ImportFault.Formula)]
    [InlineData("Ana,a@example.test,600,es,more", ImportFault.TooManyColumns)]
    [InlineData("\"Ana,a@example.test", ImportFault.UnbalancedQuotes)]
    [InlineData("A\"n\"a,a@example.test", ImportFault.UnbalancedQuotes)]
    public void A_bad_line_is_named_with_its_reason_and_spoils_no_other(string line, ImportFault expected)
    {
        var report = Read($"nombre,correo,teléfono,idioma\nCarla,c@example.test\n{line}\nDiego,d@example.test\n");

        Assert.Equal([new BadLine(3, expected)], report.Bad);
        Assert.Equal([2, 4], report.Good.Select(g => g.Number));
    }

    [Fact]
    public void The_joiners_of_persian_and_malayalam_names_are_letters_like_others()
        => Assert.Equal(["می\u200cنا کریمی", "അർജുൻ\u200d"], Read("nombre,correo\nمی\u200cنا کریمی,a@example.test\nഅർജുൻ\u200d,b@example.test\n").Good.Select(g => g.FullName));

    [Fact]
    public void What_is_too_long_or_twice_there_is_named_and_empty_lines_are_passed_over()
    {
        var report = Read($"nombre,correo\n{new string('n', 201)},a@example.test\n\n,\nAna,a@example.test\nOtra,A@EXAMPLE.test\n");

        Assert.Equal([new(2, ImportFault.TooLong), new(6, ImportFault.TwiceInTheFile, 5)], report.Bad);
        Assert.Equal("es", Assert.Single(report.Good).Language);
    }

    [Theory]
    [InlineData("", FileFault.Empty, null)]
    [InlineData("\n \n", FileFault.Empty, null)]
    [InlineData("nombre\nAna", FileFault.BadHeader, 1)]
    [InlineData("\nnombre,correo,correo\nAna", FileFault.BadHeader, 2)]
    [InlineData("nombre,correo,dni\nAna", FileFault.BadHeader, 1)]
    public void A_file_that_cannot_be_meant_is_refused_whole(string text, FileFault expected, int? line)
        => Assert.Equal((expected, line), (Read(text).Fault!.Value, Read(text).FaultLine));

    [Fact]
    public void What_is_not_utf8_is_refused_with_the_line()
    {
        var report = File.Read(Encoding.Latin1.GetBytes("nombre,correo\nAna,a@example.test\nNuño,n@example.test\n"));

        Assert.Equal((FileFault.NotUtf8, 3), (report.Fault, report.FaultLine));
        Assert.Equal(FileFault.NotUtf8, File.Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("nombre,correo\n")).ToArray()).Fault);
    }

    [Fact]
    public void Five_thousand_lines_are_read_and_one_more_is_not()
    {
        var lines = string.Concat(Enumerable.Range(0, 5000).Select(i => $"Paciente {i},p{i}@example.test\n"));

        Assert.Equal(5000, Read("nombre,correo\n" + lines).Good.Count);
        foreach (var end in new[] { "", "\n" })
            Assert.Equal(FileFault.TooManyLines, Read("nombre,correo\n" + lines + "Una más,x@example.test" + end).Fault);
        Assert.Equal(FileFault.TooBig, File.Read(new byte[PatientFile.MostBytes + 1]).Fault);
    }

    private static ImportReport Read(string text) => File.Read(Encoding.UTF8.GetBytes(text));
}
