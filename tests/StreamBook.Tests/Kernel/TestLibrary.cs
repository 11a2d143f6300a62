using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StreamBook.Tests;

/// <summary>Compiles small libraries for notebooks to reference.</summary>
internal static class TestLibrary
{
    public static string Compile(string path, string source, params string[] references) =>
        Emit(path, source, new(OutputKind.DynamicallyLinkedLibrary), references);

    /// <summary>Compiles one with a strong name: that of an assembly that is there, whoever signed it.</summary>
    public static string CompileAs(System.Reflection.AssemblyName name, string path, string source) => Emit(
        path,
        $"[assembly: System.Reflection.AssemblyVersion(\"{name.Version}\")] {source}",
        new(OutputKind.DynamicallyLinkedLibrary, publicSign: true, cryptoPublicKey: [.. name.GetPublicKey()!]));

    private static string Emit(string path, string source, CSharpCompilationOptions options, params string[] references)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(file => Path.GetFileName(file) is "System.Private.CoreLib.dll" or "System.Runtime.dll");
        var result = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(source)],
            framework.Concat(references).Select(file => MetadataReference.CreateFromFile(file)),
            options).Emit(path);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics));
        return path;
    }
}
