using System.Collections.Immutable;
using StreamBook.Diagnoses;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>A kind of finding: what is known of it beyond one stream.</summary>
[TypeFormatterSource(typeof(Shown))]
public sealed record FindingKind
{
    /// <summary>The ID: <c>SB</c> and three digits. It never changes its meaning.</summary>
    public required string Id { get; init; }

    /// <summary>What is wrong, as a sentence.</summary>
    public required string Title { get; init; }

    /// <summary>How that comes about, in one sentence.</summary>
    public required string Mechanism { get; init; }

    /// <summary>Whether the stream itself took no harm yet: what was seen breaks streams on other days.</summary>
    public bool IsRisk { get; init; }

    /// <summary>What helps, by where it is done: the likeliest place first.</summary>
    public ImmutableArray<Cure> Cures { get; init; } = [];

    /// <summary>The part of the workbook that measures it; null if none does.</summary>
    public NotebookSection? Measured { get; init; }

    /// <summary>All of them, in the order of their IDs.</summary>
    public static ImmutableArray<FindingKind> All => Catalogue.All;

    /// <summary>Finds a kind by its ID, in any case of letters.</summary>
    /// <param name="id">For example <c>SB101</c>.</param>
    /// <returns>The kind; null if there is none.</returns>
    public static FindingKind? Find(string id) => All.FirstOrDefault(kind => kind.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    internal Finding Found(string seen) => new() { Kind = this, Seen = seen, Sureness = Sureness.Sure };

    internal Finding Found(string seen, Sureness sureness, string toBeSure) => new() { Kind = this, Seen = seen, Sureness = sureness, ToBeSure = toBeSure };
}

/// <summary>What helps against a finding at one kind of hop.</summary>
/// <param name="Where">The hop, such as <c>nginx</c>, <c>HAProxy</c> or <c>the backend</c>.</param>
/// <param name="Text">What to do there, one or two sentences; code between backticks.</param>
/// <param name="Source">Where that is documented.</param>
public sealed record Cure(string Where, string Text, Uri Source);

/// <summary>A part of a notebook.</summary>
/// <param name="Notebook">The file in <c>notebooks/</c>, such as <c>07-nginx-in-production.ipynb</c>.</param>
/// <param name="Heading">The heading of the section, such as <c>1 · Silence</c>.</param>
public sealed record NotebookSection(string Notebook, string Heading);

/// <summary>A hop that a header field betrays.</summary>
/// <param name="Name">The hop, as <see cref="Cure.Where"/> names it where there are cures for it.</param>
/// <param name="Header">The field that says so.</param>
public sealed record HopTrace(string Name, HeaderLine Header);
