using System.Text.RegularExpressions;
using StreamBook.Cli.Document;
using StreamBook.Diagnoses;
using StreamBook.Nginx;

namespace StreamBook.Tests;

public partial class CatalogueTests
{
    private static readonly string _root = Book.Find(AppContext.BaseDirectory)!.Root;

    [Fact]
    public void An_id_is_one_kinds_and_finds_it_in_any_case()
    {
        FindingKind.All.Select(kind => kind.Id).ShouldBeInOrder();
        FindingKind.All.Select(kind => kind.Id).ShouldBeUnique();
        FindingKind.All.ShouldAllBe(kind => IdPattern().IsMatch(kind.Id));
        FindingKind.Find("sb101").ShouldNotBeNull().Id.ShouldBe("SB101");
        FindingKind.Find("SB999").ShouldBeNull();
    }

    [Fact]
    public void A_kind_says_in_sentences_what_is_wrong_how_it_comes_about_and_what_helps()
    {
        foreach (var kind in FindingKind.All)
        {
            kind.Title.ShouldEndWith(".", customMessage: kind.Id);
            kind.Mechanism.ShouldEndWith(".", customMessage: kind.Id);
            kind.Cures.ShouldNotBeEmpty(kind.Id);
            kind.Cures.ShouldAllBe(cure => cure.Source.Scheme == "https" && cure.Text.EndsWith('.'), kind.Id);
        }
    }

    [Fact]
    public void The_catalogue_speaks_of_those_it_names_and_not_of_many() =>
        FindingKind.All.SelectMany(kind => kind.Cures.Select(cure => cure.Text).Append(kind.Mechanism).Append(kind.Title))
            .Where(text => TruthRules.SpeaksOfTheField(text) is not null).ShouldBeEmpty();

    [Fact]
    public void The_section_that_measures_a_finding_is_there()
    {
        foreach (var section in FindingKind.All.Select(kind => kind.Measured).OfType<NotebookSection>())
            File.ReadAllText(Path.Combine(_root, "notebooks", section.Notebook)).ShouldContain($"## {section.Heading}", customMessage: section.Notebook);
    }

    [Fact]
    public void A_cure_for_nginx_names_directives_that_nginx_has()
    {
        var directives = FindingKind.All.SelectMany(kind => kind.Cures).Where(cure => cure.Where == "nginx")
            .SelectMany(cure => Code().Matches(cure.Text).Select(match => match.Groups[1].Value))
            .Where(code => code.EndsWith(';')).SelectMany(code => code.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(code => code.Split(' ')[0])
            .Distinct().ToArray();

        directives.ShouldContain("proxy_buffering");
        directives.Where(name => !NginxVocabulary.DirectiveContexts.ContainsKey(name)).ShouldBeEmpty();
    }

    [Fact]
    public void A_known_timeout_says_who_has_it()
    {
        KnownTimeout.All.ShouldAllBe(known => known.Source.Scheme == "https");
        KnownTimeout.InWords(TimeSpan.FromSeconds(60.02), isTotal: false).ShouldStartWith("60 s is the default of nginx's `proxy_read_timeout`");
        KnownTimeout.InWords(TimeSpan.FromSeconds(58), isTotal: false).ShouldBe("No well-known default is so long: look for a setting.");
    }

    [Fact]
    public void The_page_of_findings_is_written_from_the_catalogue()
    {
        var written = FindingsPage.Of(FindingKind.All);

        var path = Path.Combine(_root, "docs", "findings.md");
        if (File.Exists(path) && File.ReadAllText(path) == written)
            return;
        var made = Path.Combine(_root, "out", "findings.md");
        Directory.CreateDirectory(Path.GetDirectoryName(made)!);
        File.WriteAllText(made, written);
        Assert.Fail($"{path} says something else. Copy {made} over it.");
    }

    [GeneratedRegex("^SB[12][0-9]{2}$")]
    private static partial Regex IdPattern();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
