using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// What there is to show of a value that has no formatters of its own, looked at once: a sequence may be endless, and
/// reading a member may do things.
/// </summary>
/// <param name="Text">The value as plain text.</param>
internal abstract record ValueShape(string Text)
{
    private const int MaxRowCount = 100;
    private const int MaxInlineCount = 10;

    /// <summary>A value that is its text.</summary>
    public sealed record Plain(string Text) : ValueShape(Text);

    /// <summary>An object, one row a member; or a sequence of objects, one row an element.</summary>
    /// <param name="Columns">The heads of the columns; empty for a single object.</param>
    public sealed record Table(string Text, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<object?>> Rows, string? Remark) : ValueShape(Text);

    /// <summary>The shape of a value; never throws.</summary>
    public static ValueShape Of(object? value)
    {
        if (ScalarText.Of(value) is { } scalar)
            return new Plain(scalar);
        if (value is IEnumerable sequence)
            return OfSequence(sequence);
        var members = Members(value!);
        if (members.Count == 0)
            return new Plain(ScalarText.Own(value!) ?? TypeName.Of(value!.GetType()));
        var text = ScalarText.Own(value!)
            ?? $"{TypeName.Of(value!.GetType())} {{ {string.Join(", ", members.Select(member => $"{member.Name} = {Inline(member.Value)}"))} }}";
        return new Table(text, [], [.. members.Select(member => ImmutableArray.Create(member.Name, member.Value))], null);
    }

    /// <summary>A value in a few words, as part of another.</summary>
    public static string Inline(object? value) => Inline(value, depth: 0);

    private static string Inline(object? value, int depth)
    {
        if (ScalarText.Of(value) is { } scalar)
            return scalar;
        if (value is not IEnumerable sequence || depth > 2)
            return ScalarText.Own(value!) ?? TypeName.Of(value!.GetType());
        var elements = Elements(sequence, MaxInlineCount, out var remark);
        return Bracket(elements.Select(element => Inline(element, depth + 1)), remark);
    }

    private static ValueShape OfSequence(IEnumerable sequence)
    {
        var elements = Elements(sequence, MaxRowCount, out var remark);
        if (elements.TrueForAll(element => ScalarText.Of(element) is not null))
            return new Plain(Bracket(elements.Select(element => Inline(element)), remark));

        var rows = elements.ConvertAll(element => element is null or IEnumerable || ScalarText.Of(element) is not null || Members(element) is not { Count: > 0 } members
            ? [("value", element)]
            : members);
        var columns = rows.SelectMany(row => row).Select(member => member.Name).Distinct().ToImmutableArray();
        var text = string.Join('\n', [.. elements.Select(element => Inline(element)), .. remark is null ? [] : new[] { remark }]);
        return new Table(text, columns, [.. rows.Select(row => columns.Select(column => Cell(row, column)).ToImmutableArray())], remark);
    }

    // A member that an element does not have is not a member that is null.
    private static object? Cell(List<(string Name, object? Value)> row, string column) =>
        row.FindIndex(member => member.Name == column) is >= 0 and var index ? row[index].Value : "";

    private static string Bracket(IEnumerable<string> elements, string? remark) =>
        $"[{string.Join(", ", remark is null ? elements : elements.Append(remark))}]";

    private static List<object?> Elements(IEnumerable sequence, int maxCount, out string? remark)
    {
        var elements = new List<object?>();
        remark = null;
        try
        {
            foreach (var element in sequence)
            {
                if (elements.Count == maxCount)
                {
                    remark = sequence is ICollection collection ? $"… and {collection.Count - maxCount} more" : "… and more";
                    break;
                }

                elements.Add(element);
            }
        }
        catch (Exception exception)
        {
            remark = $"… then {ScalarText.Thrown(exception)}";
        }

        return elements;
    }

    private static List<(string Name, object? Value)> Members(object value)
    {
        var members = new List<(string Name, object? Value)>();
        foreach (var member in value.GetType().GetMembers(BindingFlags.Public | BindingFlags.Instance))
        {
            if (member is FieldInfo field && !field.FieldType.IsPointer)
                members.Add((field.Name, field.GetValue(value)));
            else if (member is PropertyInfo property && property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
                && property.PropertyType is { IsByRefLike: false, IsByRef: false, IsPointer: false })
                members.Add((property.Name, Read(property, value)));
        }

        return members;
    }

    private static object? Read(PropertyInfo property, object value)
    {
        try
        {
            return property.GetValue(value);
        }
        catch (Exception exception)
        {
            return $"({ScalarText.Thrown(exception is TargetInvocationException { InnerException: { } inner } ? inner : exception)})";
        }
    }
}
