using System.IO.Compression;
using System.Text;
using StreamBook.Cli.Classroom.Grading;
using StreamBook.Cli.Commands;

namespace StreamBook.Tests;

/// <summary>What of a folder of submissions is read, and how it is named.</summary>
public sealed class SubmittedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streambook-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_student_is_a_folder_a_notebook_or_a_zip_and_a_folder_and_a_zip_of_one_name_are_one()
    {
        Directory.CreateDirectory(In("Ada"));
        Zip("Ada.zip");
        File.WriteAllText(In("Björn Å.ipynb"), "");
        File.WriteAllText(In("list.txt"), "");
        File.WriteAllText(In(".DS_Store"), "");
        File.CreateSymbolicLink(In("Eve"), "/etc");

        var (students, left) = Student.Find(_folder);

        students.Select(student => (student.Name, student.Paths.Length)).ShouldBe([("Ada", 2), ("Björn Å", 1)]);
        left.ShouldBe(["Eve: a link, which is not followed.", "list.txt: neither a folder nor a notebook nor a zip."]);
    }

    [Fact]
    public void An_empty_folder_and_one_that_is_not_there_are_told()
    {
        Should.Throw<UsageException>(() => Student.Find(_folder)).Message.ShouldContain("nobody's work is in it");
        Should.Throw<UsageException>(() => Student.Find(In("gone"))).Message.ShouldContain("no such folder");
    }

    [Fact]
    public void A_zip_is_read_and_never_unpacked()
    {
        Zip("Ada.zip", ("../../evil.ipynb", "one"), ("week 1/a.ipynb", "two"), ("__MACOSX/week 1/._a.ipynb", "x"), ("inner.zip", "x"), ("photo.png", "x"));

        Of("Ada").Select(file => (file.Name, Text: file.Content is null ? file.Problem : Encoding.UTF8.GetString(file.Content))).ShouldBe(
        [
            ("Ada.zip/../../evil.ipynb", "one"), ("Ada.zip/week 1/a.ipynb", "two"), ("Ada.zip/inner.zip", "a zip in a zip, which is not opened."),
        ]);
        Directory.EnumerateFileSystemEntries(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void What_is_too_large_broken_empty_or_a_link_is_told()
    {
        Zip("Ada.zip", ("large.ipynb", new string('x', (10 << 20) + 1)));
        Directory.CreateDirectory(In("Ada"));
        File.WriteAllText(In("Ada/broken.zip"), "PK");
        File.WriteAllText(In("Ada/empty.ipynb"), "");
        File.CreateSymbolicLink(In("Ada/link.ipynb"), "/etc/passwd");

        Of("Ada").Select(file => $"{file.Name}: {file.Problem}").ShouldSatisfyAllConditions(
            said => said.ShouldContain("Ada.zip/large.ipynb: larger than 10 MiB."),
            said => said.ShouldContain(sentence => sentence.StartsWith("Ada/broken.zip: cannot be read: ")),
            said => said.ShouldContain("Ada/empty.ipynb: an empty file."),
            said => said.ShouldContain("Ada/link.ipynb: a link, which is not followed."),
            said => said.Count().ShouldBe(4));
    }

    [Fact]
    public void A_zip_that_lies_about_a_length_is_not_unpacked_any_further()
    {
        Zip("Ada.zip", ("bomb.ipynb", new string('x', 1 << 20)));
        var bytes = File.ReadAllBytes(In("Ada.zip"));
        // The length, as the directory of the zip has it: 1 MiB becomes 1 KiB.
        var lie = bytes.AsSpan().LastIndexOf(BitConverter.GetBytes(1 << 20));
        BitConverter.GetBytes(1 << 10).CopyTo(bytes, lie);
        File.WriteAllBytes(In("Ada.zip"), bytes);

        (Of("Ada").ShouldHaveSingleItem().Content?.Length ?? 0).ShouldBeLessThanOrEqualTo(1 << 10);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData(" @SUM(A1)", "' @SUM(A1)")]
    [InlineData("-2", "'-2")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a,b \"c\"\nd", "\"a,b \"\"c\"\" d\"")]
    [InlineData("李雷", "李雷")]
    [InlineData("\u001b[31mred\u202egpj", "red\ufffdgpj")]
    public void A_field_of_the_table_is_text_for_a_spreadsheet(string text, string field) => Harmless.Field(text).ShouldBe(field);

    [Theory]
    [InlineData("../../etc/passwd", "etc-passwd-")]
    [InlineData("李雷", "李雷-")]
    [InlineData("CON", "CON-")]
    [InlineData("...", "")]
    public void A_file_is_named_after_a_student_by_letters_and_digits_alone(string name, string begin) =>
        Harmless.FileName(name).ShouldMatch($"^{begin}[0-9a-f]{{8}}$");

    private IReadOnlyList<SubmittedFile> Of(string student) => SubmittedFile.Of(Student.Find(_folder).Students.Single(one => one.Name == student));

    private void Zip(string name, params (string Name, string Text)[] entries)
    {
        using var zip = new ZipArchive(File.Create(In(name)), ZipArchiveMode.Create);
        foreach (var (path, text) in entries)
        {
            using var entry = new StreamWriter(zip.CreateEntry(path).Open());
            entry.Write(text);
        }
    }

    private string In(string name) => Path.Combine(_folder, name);
}
