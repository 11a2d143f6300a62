using System.Collections.Immutable;
using StreamBook.Exercises.Tasks;

namespace StreamBook.Exercises;

/// <summary>Every task of the course, in order.</summary>
internal static class ExerciseTasks
{
    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        .. EventStreamFormatTasks.All,
        .. EventStreamReadingTasks.All,
        .. ChatTasks.All,
        .. ReconnectingTasks.All,
        .. WebSocketWireTasks.All,
        .. ChoosingTasks.All,
        .. NginxRecipeTasks.All,
        .. NginxProductionTasks.All,
        .. BrowserTasks.All,
        .. CostTasks.All,
        .. HopTasks.All,
        .. RoadTasks.All,
        .. SeveralServersTasks.All,
    ];

    /// <exception cref="ArgumentException">There is none of that ID; the message lists those there are.</exception>
    public static ExerciseTask Find(string id) => All.FirstOrDefault(task => task.Id == id)
        ?? throw new ArgumentException($"There is no task '{id}'. There are: {string.Join(", ", All.Select(task => task.Id))}.", nameof(id));
}
