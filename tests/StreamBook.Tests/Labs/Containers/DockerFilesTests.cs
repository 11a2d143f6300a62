using System.Runtime.CompilerServices;
using StreamBook.Nginx;

namespace StreamBook.Tests;

public class DockerFilesTests
{
    private static string Read(string name, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../../docker", name));

    [Fact]
    public void The_configuration_in_the_image_is_the_recommended_one()
    {
        var template = new NginxTemplate(new(new(1, 28, 0), ""), 8080, new("http://backend:8080/"), null) { InContainer = true };
        Read("nginx/nginx.conf").Split('\n').ShouldBe(template.Render(Recipe.Recommended).Split('\n'));
    }
}
