namespace StreamBook.Tests;

/// <summary>What every notebook of the course keeps to, beside running: each rule by its sentence, with what it has to complain of.</summary>
internal static class CourseRules
{
    public static IReadOnlyDictionary<string, Func<CourseNotebook, IEnumerable<string>>> All { get; } =
        new Dictionary<string, Func<CourseNotebook, IEnumerable<string>>>
        {
            ["the name of the file, the number and the title agree"] = TextRules.Title,
            ["the top says what you will be able to do, what you need and how long it takes"] = TextRules.Top,
            ["a recap of about five lines stands at the end"] = TextRules.Recap,
            ["the end leads to the notebook before and the next one, by their titles"] = LinkRules.Neighbours,
            ["every relative link leads to a file"] = LinkRules.Targets,
            ["the field's terms are spelled as its standards spell them"] = TermRules.Spelling,
            ["it begins with the one way in and ends by closing its lab"] = CellRules.WayInAndOut,
            ["no cell is over 20 lines, no line of code over 100 characters"] = CellRules.Size,
            ["something is predicted, and each prediction is followed by the code that answers it"] = CellRules.Predictions,
            ["each prediction is written down as a guess in the first line of the code, and read where the answer is known"] = TruthRules.Guesses,
            ["what is said of many, most or everybody has a source beside it"] = TruthRules.Sources,
            ["no check is of what the notebook itself typed"] = TruthRules.TypedAnswers,
            ["a verdict says on which server, client or HTTP version it was measured"] = TruthRules.MeasuredOn,
            ["what is shown is looked at in the text beside it"] = CellRules.Looking,
            ["what is measured or shown is asserted there or in one of the next two code cells"] = CellRules.Assertions,
            ["a verdict rests on an assertion in its cell or the one before"] = ClaimRules.Grounds,
            ["the claims it settles are the article's, or its own, and stand in the call"] = ClaimRules.Names,
            ["no output is stored"] = CellRules.NoOutputs,
        };

    /// <summary>Those of them that hold for the reference card too, which teaches nothing.</summary>
    public static IReadOnlyList<string> OfTheReferenceCard { get; } =
    [
        "every relative link leads to a file",
        "the field's terms are spelled as its standards spell them",
        "it begins with the one way in and ends by closing its lab",
        "no cell is over 20 lines, no line of code over 100 characters",
        "what is shown is looked at in the text beside it",
        "what is measured or shown is asserted there or in one of the next two code cells",
        "no output is stored",
    ];
}
