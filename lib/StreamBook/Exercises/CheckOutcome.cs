using System.Text.Json.Serialization;

namespace StreamBook;

/// <summary>How the check of an exercise ended. Only the first two judge what the learner wrote.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
public enum CheckOutcome
{
    /// <summary>The task is solved.</summary>
    Passed,

    /// <summary>The answer does something else than the task asks for, or there is none yet.</summary>
    NotYet,

    /// <summary>The answer threw, took too long, or nginx or the compiler refused it.</summary>
    ProgramBroke,

    /// <summary>The check could not be made: no nginx, no port, or a fault of the book. It says nothing of the answer.</summary>
    BookBroke,
}
