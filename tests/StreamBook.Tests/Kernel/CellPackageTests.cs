using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>Packages that the build of this project has restored, from the machine's packages folder; no package source is asked for them.</summary>
[FullLane]
public sealed class CellPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streambook-packages-").FullName;

    public CellPackageTests()
    {
        // The kernel's own cache lies in this folder, and so finds this configuration.
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), """
            <configuration><packageSources><clear /><add key="empty" value="source" /></packageSources></configuration>
            """);
        Directory.CreateDirectory(Path.Combine(_folder, "source"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_package_is_restored_once_and_then_reused()
    {
        await using (var first = await StartAsync())
        {
            var cell = await SharedKernel.RunAsync(first, "#r \"nuget: Markdig, 1.6.0\"\nMarkdig.Markdown.ToHtml(\"*x*\").Trim()");
            cell.Plain.ShouldBe("<p><em>x</em></p>");
            cell.Outputs[0].ShouldBeOfType<CellOutput.Display>().Formats["text/plain"].ShouldBe("Restoring Markdig 1.6.0 …");
            cell.Outputs[1].ShouldBeOfType<CellOutput.Update>().Formats["text/plain"].ShouldBe("Restored Markdig 1.6.0");
        }

        var restored = Restored();
        restored.ShouldHaveSingleItem();
        await using var second = await StartAsync();
        (await SharedKernel.RunAsync(second, "#r \"nuget:Markdig,1.6.0\"\ntypeof(Markdig.Markdown).Assembly.GetName().Name")).Plain.ShouldBe("Markdig");
        Restored().ShouldBe(restored);
    }

    [Fact]
    public async Task A_kernel_waits_for_another_that_restores_the_same_set()
    {
        const string code = "#r \"nuget: Markdig, 1.6.0\"\n1";
        await using (var first = await StartAsync())
            (await SharedKernel.RunAsync(first, code)).Plain.ShouldBe("1");
        var restored = Restored().ShouldHaveSingleItem();
        File.WriteAllText(Path.Combine(restored, "of the first"), "");

        // As if the first were not done yet.
        Directory.Move(restored, restored + ".new");
        var turn = new FileStream(restored + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await using var second = await StartAsync();
        var cell = await SharedKernel.RunAsync(second, code, () =>
        {
            if (Directory.Exists(restored))
                return;
            Directory.Move(restored + ".new", restored);
            turn.Dispose();
        });

        cell.Plain.ShouldBe("1");
        File.Exists(Path.Combine(restored, "of the first")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_global_json_above_the_cache_has_no_say()
    {
        File.WriteAllText(Path.Combine(_folder, "global.json"), "{\"sdk\": {\"version\": \"3.1.100\", \"rollForward\": \"disable\"}}");
        await using var kernel = await StartAsync();

        (await SharedKernel.RunAsync(kernel, "#r \"nuget: Markdig, 1.6.0\"\n1")).Plain.ShouldBe("1");
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "StreamBook"), "in the way");
        await using var kernel = await StartAsync();

        (await SharedKernel.RunAsync(kernel, "#r \"nuget: Markdig, 1.6.0\"")).Error
            .ShouldStartWith($"{Path.Combine(_folder, "StreamBook", "packages")}, where packages are noted, cannot be used: ");
    }

    [Fact]
    public async Task What_a_package_depends_on_comes_with_it_and_packages_add_up()
    {
        await using var kernel = await StartAsync();
        await SharedKernel.RunAsync(kernel, "#r \"nuget: Shouldly, 4.2.1\"");
        (await SharedKernel.RunAsync(kernel, "using Shouldly;\n1.ShouldBe(2);")).Error.ShouldContain("should be");
        (await SharedKernel.RunAsync(kernel, "#r \"nuget: Markdig, 1.6.0\"\n$\"{typeof(Markdig.Markdown).Name} {typeof(DiffEngine.DiffRunner).Name} {nameof(ShouldBeTestExtensions)}\"")).Plain.ShouldBe("Markdown DiffRunner ShouldBeTestExtensions");
    }

    [Fact]
    public async Task A_package_that_cannot_be_had_is_named_once_and_the_kernel_goes_on()
    {
        await using var kernel = await StartAsync();
        var cell = await SharedKernel.RunAsync(kernel, "#r \"nuget: Markdig, 1.6.0\"\n#r \"nuget: No.Such.Package, 9.9.9\"\nvar changed = 1;");
        cell.Error.ShouldStartWith("The package No.Such.Package 9.9.9 could not be restored.");
        cell.Error.ShouldContain("NU1101");
        cell.Error.ShouldContain("dotnet nuget list source");
        cell.Error.ShouldNotContain(".csproj");
        (await SharedKernel.RunAsync(kernel, "changed")).Error.ShouldContain("'changed'");
        (await SharedKernel.RunAsync(kernel, "#r \"nuget: Markdig, 1.6.0\"\nMarkdig.Markdown.Version.Length > 0")).Plain.ShouldBe("True");
        Restored().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("nuget:")]
    [InlineData("nuget: , 1.0")]
    [InlineData("nuget: A B")]
    [InlineData("nuget: A\\\" />, 1.0")]
    public async Task A_directive_that_is_not_understood_says_what_to_write(string directive)
    {
        await using var kernel = await StartAsync();
        var cell = await SharedKernel.RunAsync(kernel, $"#r \"{directive}\"");
        cell.Error.ShouldContain("nuget: Id, Version");
    }

    private Task<KernelProcess> StartAsync() =>
        KernelProcess.StartAsync($"env XDG_DATA_HOME=\"{_folder}\" {SharedKernel.CommandLine}", _folder, CancellationToken.None);

    private string[] Restored() => Directory.GetDirectories(Path.Combine(_folder, "StreamBook/packages"));
}
