namespace StreamBook.Tests;

/// <summary>
/// Cells, and what a kernel sends while they run: the same from the embedded kernel as from the one of .NET Interactive.
/// A line is the kind of an event and its text without markup; <c>*</c> stands for anything.
/// </summary>
internal static class ConformanceCases
{
    public static IReadOnlyDictionary<string, (string Cell, string[] Events)[]> All { get; } = new Dictionary<string, (string, string[])[]>
    {
        ["usings that are there"] = [("new StringBuilder().Append(new ArrayList().Count + new List<int>().Count + Enumerable.Range(1, 3).Sum()).Append(Task.CompletedTask.IsCompleted).ToString()", ["value: 6True"])],
        ["usings that are not there"] =
        [
            ("File.Exists(\"\")", ["diagnostic: error CS0103 1:1 The name 'File' *", "failed: (1,1): error CS0103: *"]),
            ("Thread.Sleep(1);", ["diagnostic: error CS0103 *", "failed: *"]),
            ("new HttpClient()", ["diagnostic: error CS0246 *", "failed: *"]),
            ("JsonSerializer.Serialize(1)", ["diagnostic: error CS0103 *", "failed: *"]),
            ("Regex.IsMatch(\"\", \"\")", ["diagnostic: error CS0103 *", "failed: *"]),
        ],
        ["await at the top"] = [("await Task.Yield();\nasync IAsyncEnumerable<int> Two() { yield return 1; await Task.Yield(); yield return 2; }\nawait foreach (var n in Two()) Console.WriteLine(n);", ["out: 1", "out: 2"])],
        ["the console, one event a call"] = [("Console.WriteLine(\"a\"); Console.Error.Write(\"b\"); Console.Write(\"c\");", ["out: a", "err: b", "out: c"])],
        ["using at the top is a syntax error"] = [("using var stream = new System.IO.MemoryStream();", ["diagnostic: error CS1002 1:11 ; expected", "failed: (1,11): error CS1002: ; expected"])],
        ["using inside braces disposes"] =
        [
            ("class Thing : IDisposable { public void Dispose() => Console.Write(\"disposed\"); }\n{ using var thing = new Thing(); Console.Write(\"open \"); }", ["out: open ", "out: disposed"]),
            ("var kept = new Thing();", []),
            ("kept = null; GC.Collect();", []),
        ],
        ["after an exception the variables already assigned survive"] =
        [
            ("var before = 1; throw new InvalidOperationException(\"no\");", ["failed: System.InvalidOperationException: no*"]),
            ("before", ["value: 1"]),
        ],
        ["a compile error changes nothing"] =
        [
            ("var first = 1;", []),
            ("first = 2; undefined();", ["diagnostic: error CS0103 1:12 *", "failed: (1,12): error CS0103: *"]),
            ("first", ["value: 1"]),
        ],
        ["a value, none, and one that is displayed"] =
        [
            ("1 + 1", ["value: 2"]),
            ("1 + 1;", ["diagnostic: error CS0201 *", "failed: *"]),
            ("var ignored = 3;", []),
            ("display(\"shown\");", ["shown: shown"]),
            ("HTML(\"<b>bold</b>\")", ["value: bold"]),
            ("display(HTML(\"<b>bold</b>\"));", ["shown: bold"]),
        ],
        ["a warning lets the cell run"] = [("async Task Nothing() { await Task.Yield(); }\nNothing();\n1", ["diagnostic: warning CS4014 2:1 *", "value: 1"])],
        ["no namespace, no extension method in a class"] =
        [
            ("namespace Mine { }", ["diagnostic: error CS7021 *", "failed: *"]),
            ("static class Extensions { public static int Twice(this int n) => 2 * n; }", ["diagnostic: error CS1109 *", "failed: *"]),
        ],
        ["a part of the framework that has to be named"] =
        [
            ("typeof(System.Net.ServerSentEvents.SseParser).Name", ["diagnostic: error CS0234 *", "failed: *"]),
            ("#r \"System.Net.ServerSentEvents\"\ntypeof(System.Net.ServerSentEvents.SseParser).Name", ["value: SseParser"]),
        ],
        ["a library that is not there"] = [("#r \"no/such.dll\"\n1", ["diagnostic: error CS0006 1:1 *", "failed: (1,1): error CS0006: Metadata file 'no/such.dll' could not be found*"])],
        ["a library of ours shows its values as it likes"] = [($"#r \"{typeof(Lab).Assembly.Location}\"\nusing StreamBook;\nTable.Of(new[] {{ 1 }}, \"caption\")", ["value: *caption*"])],
        ["a package"] = [("#r \"nuget: Markdig, 1.6.0\"\ntypeof(Markdig.Markdown).Name", ["value: Markdown"])],
        // Behind the package: the other kernel goes on asking a source that it was once told of.
        ["a source of packages that is not there"] = [("#i \"nuget:/no/such/folder\"", ["failed: *The source directory '/no/such/folder' not found*"])],
        ["a magic command that nobody knows"] =
        [
            ("#!nosuch\n5", ["diagnostic: error DNI101 1:1 Unknown magic command '#!nosuch'*", "failed: (1,1): error DNI101: Unknown magic command '#!nosuch'*"]),
            ("1\n#!nosuch", ["diagnostic: error DNI101 2:1 Unknown magic command '#!nosuch'*", "failed: (2,1): error DNI101: Unknown magic command '#!nosuch'*"]),
        ],
        ["the language of a cell"] =
        [
            ("#!csharp\n1", ["value: 1"]),
            ("#!html\n<b>bold</b>", ["shown: bold"]),
            ("#!markdown\nwords", ["shown: words"]),
        ],
        ["how long a cell took"] = [("#!time\n1", ["value: 1", "shown: Wall time: *ms"])],
    };
}
