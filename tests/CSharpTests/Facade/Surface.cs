using System.Reflection;
using System.Runtime.CompilerServices;

namespace CSharpTests.Facade;

/// <summary>
/// Walks what a user can see of some types: parameters, results, properties, fields, events, base types, interfaces, generic
/// arguments, constraints and nested types, and from there the types of the same library, until nothing new is found.
/// </summary>
internal sealed class Surface
{
    private const BindingFlags All =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private readonly Predicate<Assembly> isOurs;
    private readonly Predicate<Type> isForbidden;
    private readonly HashSet<Type> seen = [];
    private readonly Queue<(Type Type, string Path)> waiting = [];
    private readonly SortedSet<string> leaks = [];

    private Surface(Predicate<Assembly> isOurs, Predicate<Type> isForbidden) =>
        (this.isOurs, this.isForbidden) = (isOurs, isForbidden);

    /// <summary>The types of ours that were walked, and a line for each place where a forbidden type shows.</summary>
    public static (IReadOnlySet<Type> Walked, IReadOnlyCollection<string> Leaks) Walk(
        IEnumerable<Type> roots,
        Predicate<Assembly> isOurs,
        Predicate<Type> isForbidden
    )
    {
        Surface surface = new(isOurs, isForbidden);
        foreach (Type root in roots)
        {
            surface.See(root, root.FullName!);
        }
        while (surface.waiting.TryDequeue(out (Type Type, string Path) next))
        {
            surface.WalkMembers(next.Type, next.Path);
        }
        return (surface.seen, surface.leaks);
    }

    private void See(Type? type, string path)
    {
        if (type is null)
        {
            return;
        }
        if (type.HasElementType)
        {
            See(type.GetElementType(), path);
        }
        else if (type.IsGenericParameter)
        {
            if (seen.Add(type))
            {
                foreach (Type constraint in type.GetGenericParameterConstraints())
                {
                    See(constraint, $"{path}: {type.Name} is");
                }
            }
        }
        else
        {
            foreach (Type argument in type.GetGenericArguments())
            {
                See(argument, path);
            }
            Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
            if (isForbidden(definition))
            {
                leaks.Add($"{path} shows {definition.FullName}");
            }
            else if (isOurs(definition.Assembly) && seen.Add(definition))
            {
                waiting.Enqueue((definition, path));
            }
        }
    }

    private void WalkMembers(Type type, string from)
    {
        string name = type.FullName ?? type.Name;
        string origin = from == name ? "" : $" (reached from {from.Split(" (")[0]})";
        string At(string place) => $"{name}{place}{origin}";

        See(type.DeclaringType, At(""));
        See(type.BaseType, At(", its base type,"));
        foreach (Type contract in type.GetInterfaces().Where(contract => contract.IsVisible))
        {
            See(contract, At(", an interface of it,"));
        }
        foreach (
            Type nested in type.GetNestedTypes(All).Where(nested => nested.IsNestedPublic || nested.IsNestedFamily)
        )
        {
            See(nested, At(""));
        }
        foreach (FieldInfo field in type.GetFields(All).Where(field => field.IsPublic || field.IsFamily))
        {
            See(field.FieldType, At($".{field.Name}"));
        }
        // Getters, setters, operators, and what adds to and removes from events are methods too.
        foreach (MethodBase method in type.GetMembers(All).OfType<MethodBase>().Where(IsVisible))
        {
            string at = At($".{method.Name}");
            foreach (ParameterInfo parameter in method.GetParameters())
            {
                See(parameter.ParameterType, at);
            }
            if (method is MethodInfo { ReturnType: Type result })
            {
                See(result, at);
                foreach (Type argument in method.GetGenericArguments())
                {
                    See(argument, at);
                }
            }
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}
