using System.Linq.Expressions;
using StreamBook.Exercises;

namespace StreamBook.Tests;

/// <summary>Wrong answers are wrong in the words meant for them, and right ones are right, under many seeds; all in one lab.</summary>
[FullLane]
public sealed class TaskAnswersTests(TaskAnswersTests.SharedLab shared) : IClassFixture<TaskAnswersTests.SharedLab>
{
    private const int SeedCount = 20, SeedCountInLab = 2;

    private readonly Checker _checker = new(shared.Lab);

    public static IEnumerable<object[]> Right => TaskAnswers.All.SelectMany(task => task.Right.Select(answer => new object[] { task.Task, answer.Name }));

    public static IEnumerable<object[]> Wrong => TaskAnswers.All.SelectMany(task => task.Wrong.Select(answer => new object[] { task.Task, answer.Name }));

    public static TheoryData<string> Tasks => [.. ExerciseTasks.All.Select(task => task.Id)];

    public static TheoryData<string> Functions => [.. TaskAnswers.All.Where(task => task.Right[0].Make() is Delegate).Select(task => task.Task)];

    [Theory, MemberData(nameof(Right))]
    public Task A_right_answer_passes(string task, string answer) => ShouldEndAsync(task, TaskAnswers.Of(task).Right.Single(right => right.Name == answer) with { Outcome = CheckOutcome.Passed });

    [Theory, MemberData(nameof(Wrong))]
    public Task A_wrong_answer_is_told_what_is_wrong(string task, string answer) => ShouldEndAsync(task, TaskAnswers.Of(task).Wrong.Single(wrong => wrong.Name == answer));

    [Theory, MemberData(nameof(Tasks))]
    public async Task Null_is_not_solved_yet_and_something_else_is_of_another_kind(string task)
    {
        (await _checker.RunAsync(ExerciseTasks.Find(task), null)).Sentence.ShouldStartWith("Not solved yet.");

        (await _checker.RunAsync(ExerciseTasks.Find(task), new object())).ShouldSatisfyAllConditions(
            result => result.Outcome.ShouldBe(CheckOutcome.NotYet),
            result => result.Sentence.ShouldContain("another kind"));
    }

    [Theory, MemberData(nameof(Functions))]
    public async Task A_function_that_throws_or_never_ends_is_a_program_that_broke(string task)
    {
        var patient = ExerciseTasks.Find(task);
        var impatient = patient with { CallLimit = TimeSpan.FromMilliseconds(200) };

        (await _checker.RunAsync(patient, Alike(task, type => Expression.Throw(Expression.New(typeof(InvalidCastException)), type)))).ShouldSatisfyAllConditions(
            result => result.Outcome.ShouldBe(CheckOutcome.ProgramBroke),
            result => result.LastLines.ShouldNotBeNull().ShouldStartWith("InvalidCastException"));
        (await _checker.RunAsync(impatient, Alike(task, type => Expression.Block(type, Expression.Call(typeof(Thread), nameof(Thread.Sleep), [], Expression.Constant(Timeout.Infinite)), Expression.Default(type))))).ShouldSatisfyAllConditions(
            result => result.Outcome.ShouldBe(CheckOutcome.ProgramBroke),
            result => result.Sentence.ShouldBe("It was still running after 0.2 s."));
    }

    private async Task ShouldEndAsync(string id, ExpectedAnswer answer)
    {
        var task = ExerciseTasks.Find(id);
        for (var seed = 1; seed <= (TaskAnswers.Of(id).NeedsLab ? SeedCountInLab : SeedCount); seed++)
        {
            var result = await _checker.RunAsync(task, answer.Make(), seed);
            result.Outcome.ShouldBe(answer.Outcome, result.ToString());
            result.ToString().ShouldContain(answer.Says, Case.Sensitive, result.ToString());
        }
    }

    /// <summary>A function of the kind that the task asks for.</summary>
    private static Delegate Alike(string task, Func<Type, Expression> body)
    {
        var type = TaskAnswers.Of(task).Right[0].Make()!.GetType();
        var call = type.GetMethod("Invoke")!;
        return Expression.Lambda(type, body(call.ReturnType), call.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType))).Compile();
    }

    public sealed class SharedLab : IAsyncLifetime
    {
        internal CheckLab Lab { get; } = new();

        public async Task InitializeAsync() => Lab.Use(_lab = await StreamBook.Lab.StartAsync(new() { Host = LabHost.Processes }));

        public async Task DisposeAsync() => await _lab!.DisposeAsync();

        private Lab? _lab;
    }
}
