using StreamBook.Wording;

namespace StreamBook;

/// <summary>One thing that is wrong with a stream.</summary>
[TypeFormatterSource(typeof(Shown))]
public sealed record Finding
{
    /// <summary>What kind of thing it is: the mechanism, and the cures.</summary>
    public required FindingKind Kind { get; init; }

    /// <summary>The ID of its kind, such as <c>SB101</c>.</summary>
    public string Id => Kind.Id;

    /// <summary>What is wrong, as a sentence.</summary>
    public string Title => Kind.Title;

    /// <summary>What was seen: the figures in words, one or more sentences.</summary>
    public required string Seen { get; init; }

    /// <summary>How sure it is.</summary>
    public required Sureness Sureness { get; init; }

    /// <summary>What would make it sure, as a sentence; null if it is.</summary>
    public string? ToBeSure { get; init; }

    /// <summary>Three lines of plain text at most: the ID and the title, what was seen, how sure it is.</summary>
    public override string ToString()
    {
        var doubt = Sureness switch
        {
            Sureness.Sure => "",
            Sureness.Likely => $"\n  Likely. {ToBeSure}",
            _ => $"\n  This capture alone cannot tell. {ToBeSure}",
        };
        return $"{Id} {Title}\n  {Seen}{doubt}";
    }
}

/// <summary>How sure a finding is.</summary>
public enum Sureness
{
    /// <summary>It follows from what was seen: from the order of sending and arriving, from the bytes, from how it ended.</summary>
    Sure,

    /// <summary>What was seen is typical of it, and seldom has another cause.</summary>
    Likely,

    /// <summary>A harmless cause, such as a slow source, would look the same from here.</summary>
    CannotTell,
}
