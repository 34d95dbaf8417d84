namespace FuncNet

open System
open System.IO
open System.Threading.Tasks

/// Images in a folder with a folder for each class.
module internal Folders =

    let private nameOf (path: string) = nonNull (Path.GetFileName path)
    let private sorted (paths: string[]) = Array.sortWith (fun a b -> String.CompareOrdinal(nameOf a, nameOf b)) paths
    let private ending (path: string) = (nonNull (Path.GetExtension path)).ToLowerInvariant()

    /// The folders of the classes, in the order of their labels, and the class names.
    let private classes (given: string[]) folder =
        let found =
            Directory.GetDirectories folder
            |> Array.filter (fun path -> not ((nameOf path).StartsWith '.'))
            |> sorted

        let names = found |> Array.map nameOf

        if found.Length = 0 then
            Errors.data
                "'%s' has no folder in it: images are expected in a folder for each class, such as %s/cat/1.png."
                folder
                folder

        if given.Length = 0 then
            names, found
        else
            for name in names do
                if not (Array.contains name given) then
                    Errors.data
                        "'%s' has a folder '%s', which is none of the classes: %s."
                        folder
                        name
                        (String.Join(", ", given))

            given, given |> Array.map (fun name -> Path.Combine(folder, name))

    /// The image files of a class; those of formats that are not read are among them, to be named.
    let private filesOf folder =
        if Directory.Exists folder then
            let read, known = ImageFile.endings

            Directory.GetFiles folder
            |> Array.filter (fun path -> List.contains (ending path) read || List.contains (ending path) known)
            |> sorted
        else
            [||]

    let private fitted channels (struct (height, width): struct (int * int)) (image: Image) =
        let image =
            match channels with
            | 1 -> Image.grey image
            | 3 -> Image.colour image
            | _ -> image

        if height > 0 then Image.resize height width image else image

    /// One error for all that went wrong: the first ten are told.
    let private report folder count (errors: string[]) =
        if errors.Length > 0 then
            let more = if errors.Length > 10 then $"; and {errors.Length - 10} more" else ""

            Errors.data
                "%d of the %d images in '%s' cannot be used: %s%s."
                errors.Length
                count
                folder
                (String.Join("; ", errors |> Seq.truncate 10 |> Seq.map _.TrimEnd('.')))
                more

    let private checkOptions channels (struct (height, width): struct (int * int)) =
        if channels <> 0 && channels <> 1 && channels <> 3 then
            Errors.data
                "Images have 1 channel (grey) or 3 (colour), or 0 for those of the first; %d were asked for."
                channels

        if (height, width) <> (0, 0) && (height < 1 || width < 1) then
            Errors.data "Images are brought to a size of at least 1×1; %d×%d was asked for." height width

    /// The class names, the label of each image, their shape, and the bytes of all.
    let read channels size given requireRoom (folder: string) =
        checkOptions channels size

        Files.guard "read" folder (fun () ->
            if not (Directory.Exists folder) then
                Errors.data "Cannot find the folder '%s'." folder

            let names, folders = classes given folder
            let files = folders |> Array.map filesOf
            let all = Array.concat files
            let labels = Array.concat (files |> Array.mapi (fun label files -> Array.replicate files.Length label))

            if all.Length = 0 then
                Errors.data "'%s' has no image in the folders %s." folder (String.Join(", ", names))

            let attempt path =
                try
                    Ok(ImageFile.read path |> fitted channels size)
                with :? DataException as error ->
                    Error error.Message

            // Sizes are held against those of the first image that can be read.
            let first = all |> Seq.map attempt |> Seq.tryPick Result.toOption
            let errors = Array.create<string | null> all.Length null

            let shape =
                match first with
                | Some image -> Shape(image.Height, image.Width, image.Channels)
                | None -> Shape(1, 1, 1)

            requireRoom shape all.Length
            let bytes = Array.zeroCreate<byte>(shape.Size * all.Length)

            Parallel.For(
                0,
                all.Length,
                fun i ->
                    match attempt all[i] with
                    | Error message -> errors[i] <- message
                    | Ok image when Shape(image.Height, image.Width, image.Channels) = shape ->
                        image.Pixels.CopyTo(Span(bytes, i * shape.Size, shape.Size))
                    | Ok image ->
                        errors[i] <-
                            $"'{all[i]}' is {image.Height}×{image.Width}×{image.Channels}, the first image {shape[0]}×{shape[1]}×{shape[2]}; say which size and channels all are to have"
            )
            |> ignore

            report folder all.Length [|
                for error in errors do
                    match error with
                    | null -> ()
                    | error -> error
            |]

            struct (names, labels, shape, bytes))
