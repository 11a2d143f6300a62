using System.Text.RegularExpressions;
using Microsoft.Playwright;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;
using static Microsoft.Playwright.Assertions;

namespace StreamBook.Tests;

/// <summary>An exercise in the browser: failed, hinted, and solved.</summary>
[FullLane, Collection(PageCollection.Name)]
public sealed class ExercisePageTests(OneBrowser browser) : IDisposable
{
    private readonly TempExercises _book = new();

    public void Dispose() => _book.Dispose();

    [BrowserFact]
    public async Task A_task_is_failed_hinted_and_solved_and_then_its_solution_is_offered()
    {
        await using var workbook = await OpenWorkbook.StartAsync(browser, _book.Root);
        var contents = await workbook.GoToAsync("/");
        await Expect(contents.Locator(".toc li")).ToContainTextAsync("0 of 6 tasks");
        await contents.GetByRole(AriaRole.Link, new() { NameRegex = new("Exercises 01") }).ClickAsync();
        // Until all of it is loaded: a button that is shown may not listen yet.
        await contents.WaitForURLAsync(new Regex("/exercises/"));
        var (task, check) = (Cell(contents, "task-01-1"), Cell(contents, "check-01-1"));

        await contents.GetByRole(AriaRole.Button, new() { Name = "Run all" }).ClickAsync();
        await Expect(check.Locator(".outputs")).ToContainTextAsync("not yet");
        await Expect(check.Locator(".solution")).ToHaveCountAsync(0);

        await check.GetByRole(AriaRole.Button, new() { NameRegex = new("^Show a hint") }).ClickAsync();
        await Expect(check.Locator(".help li")).ToHaveCountAsync(1);
        await check.GetByRole(AriaRole.Button, new() { NameRegex = new("^Show another hint") }).PressAsync("Enter");
        await Expect(check.Locator(".help li")).ToHaveCountAsync(2);
        await Expect(check.GetByRole(AriaRole.Button, new() { NameRegex = new("hint") })).ToBeFocusedAsync();

        var answer = TaskCells.Answer(NotebookFile.Load(_book.Solution).Notebook.Cells.Single(cell => TaskCells.TaskOf(cell) == "01.1").Source);
        await task.Locator(".source").First.DblClickAsync();
        await task.Locator("textarea.plain").FillAsync(answer);
        await contents.Keyboard.PressAsync("Control+Enter");
        await Expect(task).ToHaveClassAsync(new Regex("passed"));
        await check.GetByRole(AriaRole.Button, new() { NameRegex = new("^Run cell") }).ClickAsync();

        await Expect(check.Locator(".outputs")).ToContainTextAsync("✓ passed");
        await check.GetByText("The book's solution of 01.1").ClickAsync();
        await Expect(check.Locator(".solution pre")).ToHaveTextAsync(answer);
        LearnerProgress.Of(_book.Book)["01.1"]!.Outcome.ShouldBe(CheckOutcome.Passed);
        await OpenWorkbook.KeepPictureAsync(contents, "exercise");
        await contents.ReloadAsync();
        await Expect(check.Locator(".help li")).ToHaveCountAsync(2);
        await Expect(check.Locator(".solution")).ToHaveCountAsync(1);
        await contents.GotoAsync(workbook.Address);
        await Expect(contents.Locator(".toc li")).ToContainTextAsync("1 of 6 tasks");
        workbook.Errors.ShouldBeEmpty();
    }

    private static ILocator Cell(IPage page, string id) => page.Locator($"section.cell[data-cell='{id}']");
}
