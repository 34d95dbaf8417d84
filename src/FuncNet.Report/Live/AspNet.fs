namespace FuncNet

open System
open System.IO
open System.Reflection
open System.Runtime.Loader

/// ASP.NET Core where a program was started without it, such as an F# script: it stands beside the runtime in use.
module internal AspNet =

    let private find (context: AssemblyLoadContext) (name: AssemblyName) : Assembly | null =
        match Path.GetDirectoryName typeof<obj>.Assembly.Location with
        | null
        | "" -> null
        | runtime ->
            let version = nonNull (Path.GetFileName runtime)
            let shared = Path.Combine(runtime, "..", "..", "Microsoft.AspNetCore.App")
            let file = Path.GetFullPath(Path.Combine(shared, version, $"{name.Name}.dll"))
            if File.Exists file then context.LoadFromAssemblyPath file else null

    let private searching =
        lazy (AssemblyLoadContext.Default.add_Resolving (Func<_, _, _>(fun context name -> find context name)))

    /// Has the assemblies of ASP.NET Core found; called before the first code that needs one.
    let ensure () = searching.Force()
