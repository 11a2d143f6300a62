namespace StreamBook.Tests;

/// <summary>The course in containers, on the newest nginx; one notebook at a time, and none while another test restarts the engine.</summary>
[Collection(ContainerCollection.Name)]
public class CourseInContainersTests
{
    private const string Recipe = "notebooks/06-nginx-recipe.ipynb";

    /// <summary>Where two versions are compared, that is the run of their notebook too.</summary>
    public static TheoryData<string> Notebooks => [.. CourseTests.Course.Where(notebook => notebook != Recipe || Engine.NginxVersions.IsEmpty)];

    [ContainerTheory, MemberData(nameof(Notebooks))]
    public Task It_runs_in_containers_every_check_in_it_holds_and_every_claim_in_it_is_settled(string notebook) =>
        CourseTests.RunAsync(notebook, ["--host", "containers", .. Engine.NginxVersions is [_, var newest] ? (string[])["--nginx", newest] : []]);

    [ContainerFact(ComparesVersions = true)]
    public async Task Two_versions_of_nginx_stand_side_by_side_in_the_table_of_verdicts()
    {
        var versions = Engine.NginxVersions;
        var pages = Directory.CreateTempSubdirectory("streambook-pages-").FullName;

        await CourseTests.RunAsync(Recipe, "--host", "containers", "--nginx", string.Join(',', versions), "--html", pages);

        var index = File.ReadAllText(Path.Combine(pages, "index.html"));
        foreach (var version in versions)
            index.ShouldMatch($@"<th scope=""col"">nginx {version}\.\d+, containers<small>\d+ sharper, \d+ wrong</small></th>");
        // A bare proxy_pass held five small events up to 1.29.6, and streams them since.
        index.ShouldMatch("F6\\.1</small>.*HTTP/1\\.0 to the backend: held.*HTTP/1\\.1 to the backend: streamed");
        Directory.Delete(pages, recursive: true);
    }
}
