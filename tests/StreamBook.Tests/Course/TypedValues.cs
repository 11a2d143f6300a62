using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StreamBook.Tests;

/// <summary>
/// Which values of a notebook stand in its own text, so that they are the same whatever a server does: literals,
/// variables that were given nothing else, and what is computed of both without calling anything.
/// </summary>
internal sealed class TypedValues
{
    private readonly SyntaxNode[] _cells;
    private readonly HashSet<string> _ownTypes;
    private readonly HashSet<string> _typed;

    public TypedValues(IEnumerable<string> code)
    {
        _cells = [.. code.Select(CellSyntax.Of)];
        _ownTypes = [.. Nodes<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.Text)];
        _typed = [.. Nodes<VariableDeclaratorSyntax>().Select(variable => variable.Identifier.Text).Except(Changed())];
        // One that was given something else takes with it what was computed of it.
        while (_typed.RemoveWhere(name => Nodes<VariableDeclaratorSyntax>().Any(variable => variable.Identifier.Text == name && !IsTyped(variable))) > 0)
        {
        }
    }

    /// <summary>The calls of a type's methods, in the order of the notebook.</summary>
    public IEnumerable<InvocationExpressionSyntax> Calls(string type) => Nodes<InvocationExpressionSyntax>()
        .Where(call => call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name } && name.Identifier.Text == type);

    public bool IsTyped(ExpressionSyntax? value) => IsTyped(value, null);

    private bool IsTyped(VariableDeclaratorSyntax variable) => IsTyped(variable.Initializer?.Value, (variable.Parent as VariableDeclarationSyntax)?.Type.ToString());

    /// <summary>What is given another value later, or is asked to change: no literal any more.</summary>
    private IEnumerable<string> Changed() => new[]
    {
        Nodes<AssignmentExpressionSyntax>().Select(assignment => assignment.Left),
        Nodes<PrefixUnaryExpressionSyntax>().Where(IsStep).Select(step => step.Operand),
        Nodes<PostfixUnaryExpressionSyntax>().Where(IsStep).Select(step => step.Operand),
        Nodes<ExpressionStatementSyntax>().Select(statement => statement.Expression).OfType<InvocationExpressionSyntax>(),
        Nodes<ArgumentSyntax>().Where(argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None)).Select(argument => argument.Expression),
    }.SelectMany(changed => changed).Select(Root).OfType<string>();

    private bool IsTyped(ExpressionSyntax? value, string? declared) => value switch
    {
        LiteralExpressionSyntax => true,
        InterpolatedStringExpressionSyntax text => text.Contents.OfType<InterpolationSyntax>().All(part => IsTyped(part.Expression)),
        IdentifierNameSyntax name => _typed.Contains(name.Identifier.Text) || IsParameter(name),
        ParenthesizedExpressionSyntax inner => IsTyped(inner.Expression),
        PrefixUnaryExpressionSyntax unary => IsTyped(unary.Operand),
        PostfixUnaryExpressionSyntax unary => IsTyped(unary.Operand),
        BinaryExpressionSyntax both => IsTyped(both.Left) && IsTyped(both.Right),
        ConditionalExpressionSyntax three => IsTyped(three.Condition) && IsTyped(three.WhenTrue) && IsTyped(three.WhenFalse),
        IsPatternExpressionSyntax pattern => IsTyped(pattern.Expression),
        TupleExpressionSyntax tuple => tuple.Arguments.All(argument => IsTyped(argument.Expression)),
        ElementAccessExpressionSyntax element => IsTyped(element.Expression) && element.ArgumentList.Arguments.All(argument => IsTyped(argument.Expression)),
        MemberAccessExpressionSyntax member => IsTyped(member.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call => IsTyped(member.Expression) && AreTyped(call.ArgumentList),
        SimpleLambdaExpressionSyntax { ExpressionBody: { } body } => IsTyped(body),
        ParenthesizedLambdaExpressionSyntax { ExpressionBody: { } body } => IsTyped(body),
        CollectionExpressionSyntax collection => collection.Elements.OfType<ExpressionElementSyntax>().All(element => IsTyped(element.Expression, declared)) && !collection.Elements.OfType<SpreadElementSyntax>().Any(),
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions.All(IsTyped),
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions.All(IsTyped),
        // A thing of the library's may do something with what it was given: that is what the notebook tries.
        ObjectCreationExpressionSyntax made => _ownTypes.Contains(made.Type.ToString()) && AreTyped(made.ArgumentList),
        ImplicitObjectCreationExpressionSyntax made => declared is not null && _ownTypes.Contains(declared.TrimEnd('[', ']')) && AreTyped(made.ArgumentList),
        _ => false,
    };

    private bool AreTyped(ArgumentListSyntax? arguments) => arguments is null || arguments.Arguments.All(argument => IsTyped(argument.Expression));

    // Of a lambda: what goes through it is what its method was called on.
    private static bool IsParameter(IdentifierNameSyntax name) => name.Ancestors().OfType<LambdaExpressionSyntax>()
        .Any(lambda => lambda.DescendantNodes().OfType<ParameterSyntax>().Any(parameter => parameter.Identifier.Text == name.Identifier.Text));

    private static bool IsStep(ExpressionSyntax expression) => expression.Kind() is
        SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression;

    private static string? Root(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.Text,
        MemberAccessExpressionSyntax member => Root(member.Expression),
        ElementAccessExpressionSyntax element => Root(element.Expression),
        InvocationExpressionSyntax call => Root(call.Expression),
        _ => null,
    };

    private IEnumerable<T> Nodes<T>() where T : SyntaxNode => _cells.SelectMany(cell => cell.DescendantNodes().OfType<T>());
}
