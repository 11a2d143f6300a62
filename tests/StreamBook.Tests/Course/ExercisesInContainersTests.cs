namespace StreamBook.Tests;

/// <summary>The nginx clinic in containers, on the newest nginx; not while another test restarts the engine.</summary>
[Collection(ContainerCollection.Name)]
public sealed class ExercisesInContainersTests
{
    private static readonly string _clinic = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../solutions/06-nginx-recipe.ipynb"));

    [ContainerFact]
    public async Task Every_patient_of_the_clinic_is_mended_there_too() =>
        (await ExercisesTests.CheckAsync([_clinic], 0, "containers", Engine.NginxVersions is [_, var newest] ? [(Lab.NginxVariable, newest)] : []))
            .ShouldAllBe(result => result.Outcome == CheckOutcome.Passed);
}
