namespace StreamBook.Cli.Kernel;

/// <summary>Names a type as a cell would write it.</summary>
internal static class TypeName
{
    public static string Of(Type type)
    {
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (type.Name.Contains("AnonymousType", StringComparison.Ordinal))
            return "(anonymous)";

        // Types declared by a cell are nested in the class of that cell, which nobody wrote.
        var prefix = type.IsNested ? CellScript.IsCellClass(type.DeclaringType!.Name) ? "" : Of(type.DeclaringType!) + "."
            : type.Namespace is { } name ? name + "." : "";
        if (!type.IsGenericType)
            return prefix + type.Name;
        return $"{prefix}{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }
}
