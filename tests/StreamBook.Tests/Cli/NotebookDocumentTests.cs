using FsCheck;
using FsCheck.Fluent;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

public sealed class NotebookDocumentTests
{
    private const string Canonical = """
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "start",
           "metadata": {},
           "source": [
            "# A title\n",
            "Text"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": null,
           "id": "sum",
           "metadata": {
            "dotnet_interactive": {
             "language": "csharp"
            },
            "polyglot_notebook": {
             "kernelName": "csharp"
            },
            "tags": [
             "raises-exception"
            ]
           },
           "outputs": [],
           "source": [
            "\"é😀\\\".Length / 0"
           ]
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": ".NET (C#)",
           "language": "C#",
           "name": ".net-csharp"
          },
          "language_info": {
           "name": "polyglot-notebook"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Fact]
    public void The_canonical_form_is_written_as_Jupyter_lays_it_out()
    {
        var notebook = new Notebook(
        [
            new(CellKind.Markdown, "start", "# A title\nText"),
            new(CellKind.Code, "sum", "\"é😀\\\".Length / 0") { Tags = [Cell.RaisesException] },
        ]);

        NotebookWriter.Write(notebook).ShouldBe(Canonical.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Any_notebook_reads_back_as_it_was_written() =>
        FsCheck.Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Notebooks().ToArbitrary(), notebook =>
        {
            var read = NotebookReader.Read(NotebookWriter.Write(notebook), "a.ipynb");
            read.Cells.Length.ShouldBe(notebook.Cells.Length);
            foreach (var (back, cell) in read.Cells.Zip(notebook.Cells))
            {
                back.Tags.ShouldBe(cell.Tags);
                (back with { Tags = cell.Tags }).ShouldBe(cell);
            }
        }));

    [Fact]
    public void Writing_what_was_read_changes_nothing_the_second_time() =>
        FsCheck.Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Foreign().ToArbitrary(), json =>
        {
            var once = NotebookWriter.Write(NotebookReader.Read(json, "a.ipynb"));
            NotebookWriter.Write(NotebookReader.Read(once, "a.ipynb")).ShouldBe(once);
        }));

    [Fact]
    public void Outputs_counts_and_the_notes_of_an_editor_are_left_out_and_all_else_is_kept()
    {
        var read = NotebookReader.Read("""
            {"nbformat": 4, "nbformat_minor": 2, "metadata": {"title": "T", "widgets": {"a": 1}, "polyglot_notebook": {"kernelInfo": {"defaultKernelName": "csharp", "items": [{"aliases": [], "name": "csharp"}]}}, "kernelspec": {"name": "other", "language": "C#"}},
             "cells": [
              {"cell_type": "code", "execution_count": 7, "source": ["1\r\n", "2"], "outputs": [{"output_type": "stream", "text": "x"}],
               "metadata": {"slideshow": {"z": [1.50, true, null, {}], "a": "b"}, "scrolled": true, "vscode": {"languageId": "csharp"}}},
              {"cell_type": "raw", "source": "raw", "metadata": {}},
              {"cell_type": "markdown", "source": "![](attachment:p.png)", "metadata": {}, "attachments": {"p.png": {"image/png": "AAAA"}}}]}
            """, "a.ipynb");

        read.Cells.Select(cell => cell.Kind).ShouldBe([CellKind.Code, CellKind.Raw, CellKind.Markdown]);
        read.Cells[0].Source.ShouldBe("1\n2");
        var written = NotebookWriter.Write(read);
        written.ShouldNotContain("scrolled");
        written.ShouldNotContain("vscode");
        written.ShouldNotContain("widgets");
        written.ShouldNotContain("kernelInfo");
        written.ShouldNotContain("output_type");
        written.ShouldContain("\"title\": \"T\"");
        written.ShouldContain("""
                "slideshow": {
                 "a": "b",
                 "z": [
                  1.50,
                  true,
                  null,
                  {}
                 ]
                }
            """.ReplaceLineEndings("\n"));
        written.ShouldContain("\"image/png\": \"AAAA\"");
    }

    [Fact]
    public void Outputs_may_hold_what_is_no_text_as_they_are_left_out() =>
        NotebookReader.Read("""
            {"nbformat": 4, "cells": [{"cell_type": "code", "source": "1", "outputs": [{"text": "\ud800"}]}]}
            """, "a.ipynb").Cells.ShouldHaveSingleItem();

    [Fact]
    public void A_cell_without_a_usable_ID_gets_one_of_its_source_and_the_same_each_time()
    {
        const string cells = """
            {"cell_type": "code", "source": "1"}, {"cell_type": "code", "source": "1", "id": ""},
            {"cell_type": "code", "source": "2", "id": "two words"}, {"cell_type": "code", "source": "3", "id": "kept"},
            {"cell_type": "code", "source": "4", "id": "kept"}
            """;
        var json = $$"""{"nbformat": 4, "nbformat_minor": 4, "cells": [{{cells}}]}""";

        var ids = NotebookReader.Read(json, "a.ipynb").Cells.Select(cell => cell.Id).ToArray();

        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => id.Length >= 1 && id.Length <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
        ids[1].ShouldBe(ids[0] + "-2");
        ids[3].ShouldBe("kept");
        NotebookReader.Read(json, "b.ipynb").Cells.Select(cell => cell.Id).ShouldBe(ids);
    }

    [Fact]
    public void The_title_is_the_first_heading_of_the_text_without_its_marks() =>
        new Notebook([new(CellKind.Code, "a", "# no"), new(CellKind.Markdown, "b", "words\n\n## The `data` *field* ##\n# Later")])
            .Title.ShouldBe("The data field");

    [Theory]
    [InlineData("", "broken JSON at line 1, byte 1")]
    [InlineData("{\n \"cells\": [,]}", "broken JSON at line 2, byte 12")]
    [InlineData("{\"nbformat\": 4, \"nbformat\": 4}", "broken JSON")]
    [InlineData("[]", "not a notebook: JSON without an nbformat number.")]
    [InlineData("{\"name\": \"x\"}", "not a notebook: JSON without an nbformat number.")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", "nbformat 3, but only nbformat 4 can be read")]
    [InlineData("{\"nbformat\": 5, \"cells\": []}", "nbformat 5, but only nbformat 4 can be read")]
    [InlineData("{\"nbformat\": \"4\", \"cells\": []}", "nbformat \"4\", but only nbformat 4 can be read")]
    [InlineData("{\"nbformat\": 4}", "it has no array of cells")]
    [InlineData("{\"nbformat\": 4, \"cells\": [1]}", "cell 1 is not a JSON object")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\"}]}", "cell 1 has no source")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": [1]}]}", "1 where text should be")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": \"\\ud800\"}]}", "half of a surrogate pair")]
    [InlineData("{\"nbformat\": 4, \"metadata\": {\"title\": [{\"a\": \"\\ud800\"}]}, \"cells\": []}", "half of a surrogate pair")]
    [InlineData("{\"nbformat\": 4, \"metadata\": {\"title\": {\"\\udc00\": 1}}, \"cells\": []}", "half of a surrogate pair")]
    [InlineData("{\"nbformat\": 4, \"metadata\": {\"\\ud800\": 1}, \"cells\": []}", "half of a surrogate pair")]
    [InlineData("{\"\\ud800\": 1, \"nbformat\": 4, \"cells\": []}", "half of a surrogate pair")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"raw\", \"source\": \"\", \"metadata\": {\"format\": \"\\ud800\"}}]}", "half of a surrogate pair")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"raw\", \"source\": \"\", \"attachments\": {\"a\": {\"\\ud800\": 1}}}]}", "half of a surrogate pair")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"raw\", \"source\": \"\", \"metadata\": {\"tags\": [\"\\udc00\"]}}]}", "half of a surrogate pair")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"heading\", \"source\": \"\"}]}", "cell 1 is of the unknown type \"heading\"")]
    [InlineData("{\"nbformat\": 4, \"metadata\": {\"kernelspec\": {\"name\": \"python3\"}}, \"cells\": []}", "a notebook in python3, but only C#")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"metadata\": {\"polyglot_notebook\": {\"kernelName\": \"fsharp\"}}}]}", "cell 1 is written in fsharp")]
    public void What_is_no_notebook_is_refused_with_a_sentence_that_says_why(string json, string reason)
    {
        var message = Should.Throw<NotebookException>(() => NotebookReader.Read(json, "dir/a.ipynb")).Message;

        message.ShouldStartWith("dir/a.ipynb: ");
        message.ShouldContain(reason);
        message.ShouldNotContain('\n');
    }

    private static Gen<string> Texts() => Gen.Elements(
            "a", " ", "\n", "\n\n", "\t", "\"", "\\", "# ", "é", "😀", "\u2028", "\u0085", "\u0001", "\u001b", "\u007f", "\ufeff", "\b\f", "</script>")
        .ArrayOf().Select(string.Concat);

    private static Gen<Notebook> Notebooks() =>
        from kinds in Gen.Elements(CellKind.Code, CellKind.Markdown, CellKind.Raw).ArrayOf()
        from sources in Texts().ArrayOf(kinds.Length)
        from tags in Texts().ArrayOf()
        select new Notebook([.. kinds.Select((kind, i) => new Cell(kind, $"cell-{i}", sources[i]) { Tags = i % 2 == 0 ? [.. tags] : [] })]);

    /// <summary>Notebooks as other tools write them: old, without IDs, with repeated ones, any line ending.</summary>
    private static Gen<string> Foreign() =>
        from notebook in Notebooks()
        from minor in Gen.Choose(0, 9)
        from ending in Gen.Elements("\\n", "\\r\\n", "\\r")
        from id in Gen.Elements("\"id\"", "\"ID\"", "\"id\": \"x\", \"was\"")
        select NotebookWriter.Write(notebook)
            .Replace("\"nbformat_minor\": 5", $"\"nbformat_minor\": {minor}", StringComparison.Ordinal)
            .Replace("\\n", ending, StringComparison.Ordinal)
            .Replace("\"id\"", id, StringComparison.Ordinal);
}
